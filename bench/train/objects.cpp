// C++ in everyday dress: virtual functions, the standard containers, lambdas, templates, smart pointers.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

class Rng {
public:
    explicit Rng(std::uint64_t seed) : state_(seed) {}
    std::uint32_t next() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::uint32_t>(state_ >> 33);
    }
    std::uint32_t below(std::uint32_t n) { return next() % n; }
    double unit() { return next() / 2147483648.0; }
private:
    std::uint64_t state_;
};

class Digest {
public:
    template <typename T> Digest &operator<<(const T &v) {
        h_ = (h_ ^ static_cast<std::uint64_t>(v)) * 0x100000001b3ULL;
        return *this;
    }
    Digest &operator<<(const std::string &s) {
        for (char c : s) *this << static_cast<unsigned char>(c);
        return *this;
    }
    std::uint64_t value() const { return h_; }
private:
    std::uint64_t h_ = 0xcbf29ce484222325ULL;
};

// Shapes behind an interface; areas and a double dispatch by kind.
struct Box { double x0, y0, x1, y1; };

class Shape {
public:
    virtual ~Shape() = default;
    virtual double area() const = 0;
    virtual Box bounds() const = 0;
    virtual void move(double dx, double dy) { x_ += dx; y_ += dy; }
    bool touches(const Shape &o) const {
        const Box a = bounds(), b = o.bounds();
        return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
    }
protected:
    Shape(double x, double y) : x_(x), y_(y) {}
    double x_, y_;
};

class Circle final : public Shape {
public:
    Circle(double x, double y, double r) : Shape(x, y), r_(r) {}
    double area() const override { return 3.0 * r_ * r_; }
    Box bounds() const override { return {x_ - r_, y_ - r_, x_ + r_, y_ + r_}; }
private:
    double r_;
};

class Rect : public Shape {
public:
    Rect(double x, double y, double w, double h) : Shape(x, y), w_(w), h_(h) {}
    double area() const override { return w_ * h_; }
    Box bounds() const override { return {x_, y_, x_ + w_, y_ + h_}; }
protected:
    double w_, h_;
};

class Square final : public Rect {
public:
    Square(double x, double y, double s) : Rect(x, y, s, s) {}
    void move(double dx, double dy) override { Rect::move(std::floor(dx), std::floor(dy)); }
};

void shapes(Digest &d) {
    Rng rng(5);
    std::vector<std::unique_ptr<Shape>> all;
    for (int i = 0; i < 90; ++i) {
        const double x = rng.unit() * 100, y = rng.unit() * 100, s = 1 + rng.unit() * 8;
        switch (rng.below(3)) {
        case 0: all.push_back(std::make_unique<Circle>(x, y, s)); break;
        case 1: all.emplace_back(new Rect(x, y, s, s / 2)); break;
        default: all.push_back(std::make_unique<Square>(x, y, s));
        }
    }
    for (int step = 0; step < 6; ++step) {
        int touching = 0;
        for (auto &s : all) { const double dx = rng.unit() * 4 - 2; s->move(dx, rng.unit() * 4 - 2); }
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = i + 1; j < all.size(); ++j) touching += all[i]->touches(*all[j]);
        const double sum = std::accumulate(all.begin(), all.end(), 0.0,
                                           [](double acc, const auto &s) { return acc + s->area(); });
        d << touching << static_cast<std::int64_t>(sum * 16);
    }
}

// Words: split, counted in a hash map, listed in an ordered one, sorted by count and then by text.
std::vector<std::string> split(const std::string &text, char sep) {
    std::vector<std::string> out;
    std::size_t from = 0;
    for (std::size_t at; (at = text.find(sep, from)) != std::string::npos; from = at + 1)
        if (at > from) out.push_back(text.substr(from, at - from));
    if (from < text.size()) out.emplace_back(text, from);
    return out;
}

void words(Digest &d) {
    static const std::array<const char *, 8> roots{"stone", "river", "a", "light", "winter", "of", "glass", "north"};
    Rng rng(11);
    std::string text;
    for (int i = 0; i < 900; ++i) {
        text += roots[rng.below(8)];
        if (rng.below(4) == 0) text += std::to_string(rng.below(12));
        text.push_back(' ');
    }
    std::unordered_map<std::string, int> counts;
    std::map<std::size_t, std::vector<std::string>> by_length;
    for (auto &w : split(text, ' ')) {
        if (++counts[w] == 1) by_length[w.size()].push_back(w);
    }
    std::vector<std::pair<std::string, int>> list(counts.begin(), counts.end());
    std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    for (const auto &entry : list) d << entry.first << entry.second;
    for (auto &group : by_length) {
        std::reverse(group.second.begin(), group.second.end());
        d << group.first << group.second.front() << group.second.size();
    }
}

// A binary tree by unique_ptr as a template over key and order.
template <typename K, typename Less = std::less<K>> class Treap {
    struct Node { K key; std::uint32_t rank; std::unique_ptr<Node> left, right; };
    using Link = std::unique_ptr<Node>;
public:
    void insert(K key, std::uint32_t rank) { insert(root_, std::move(key), rank); }
    template <typename F> void each(F &&f) const { walk(root_.get(), f); }
    bool contains(const K &key) const {
        const Node *n = root_.get();
        while (n) {
            if (less_(key, n->key)) n = n->left.get();
            else if (less_(n->key, key)) n = n->right.get();
            else return true;
        }
        return false;
    }
private:
    void insert(Link &at, K key, std::uint32_t rank) {
        if (!at) { at.reset(new Node{std::move(key), rank, nullptr, nullptr}); return; }
        const bool left = less_(key, at->key);
        Link &child = left ? at->left : at->right;
        insert(child, std::move(key), rank);
        if (child->rank < at->rank) {
            Link up = std::move(child);
            (left ? at->left : at->right) = std::move(left ? up->right : up->left);
            Link &under = left ? up->right : up->left;
            under = std::move(at);
            at = std::move(up);
        }
    }
    template <typename F> static void walk(const Node *n, F &f) {
        if (!n) return;
        walk(n->left.get(), f);
        f(n->key);
        walk(n->right.get(), f);
    }
    Link root_;
    Less less_;
};

void trees(Digest &d) {
    Rng rng(3);
    Treap<int, std::greater<int>> ints;
    Treap<std::string> texts;
    for (int i = 0; i < 500; ++i) {
        const std::uint32_t rank = rng.next();
        ints.insert(static_cast<int>(rng.below(5000)) - 2500, rank);
        if (i % 3 == 0) texts.insert("k" + std::to_string(rng.below(999)), rank);
    }
    int hits = 0;
    for (int i = -2500; i < 2500; i += 2) hits += ints.contains(i);
    ints.each([&](int k) { d << k; });
    texts.each([&d](const std::string &s) { d << s; });
    d << hits;
}

// Shortest paths over shared nodes with a priority queue, and callbacks in std::function.
struct Place { int id; double best = 1e9; std::vector<std::pair<std::shared_ptr<Place>, double>> roads; };

void paths(Digest &d) {
    Rng rng(23);
    std::vector<std::shared_ptr<Place>> places;
    for (int i = 0; i < 220; ++i) places.push_back(std::make_shared<Place>(Place{i, 1e9, {}}));
    for (int i = 0; i < 1300; ++i) {
        const auto from = rng.below(220), to = rng.below(220);
        places[from]->roads.emplace_back(places[to], 1 + rng.unit() * 20);
    }
    using Item = std::pair<double, std::shared_ptr<Place>>;
    auto later = [](const Item &a, const Item &b) { return a.first > b.first; };
    std::priority_queue<Item, std::vector<Item>, decltype(later)> queue(later);
    places[0]->best = 0;
    queue.emplace(0.0, places[0]);
    while (!queue.empty()) {
        const Item item = queue.top();
        queue.pop();
        if (item.first > item.second->best) continue;
        for (auto &road : item.second->roads) {
            const double cost = item.first + road.second;
            if (cost < road.first->best) queue.emplace(road.first->best = cost, road.first);
        }
    }
    for (auto &p : places) { d << static_cast<std::int64_t>(std::min(p->best, 1e6) * 1024); p->roads.clear(); }
    std::vector<std::function<int(int)>> events;
    int total = 0;
    for (int i = 1; i <= 60; ++i) events.push_back([i, &total](int x) { total += x % i; return x / 2; });
    for (int turn = 0; turn < 40; ++turn)
        events.erase(std::remove_if(events.begin(), events.end(), [&](auto &f) { return f(turn * 7) % 50 == 49; }), events.end());
    d << total << events.size();
}

} // namespace

int main() {
    Digest d;
    for (int round = 0; round < 24; ++round) {
        shapes(d);
        words(d);
        trees(d);
        paths(d);
    }
    std::printf("objects %016llx\n", static_cast<unsigned long long>(d.value()));
    return 0;
}
