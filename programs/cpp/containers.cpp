// containers: what C++'s library has that needs no exceptions: containers, algorithms, streams, strings, smart pointers, types at run
// time, and objects that are made before main and end after it.
#include <algorithm>
#include <array>
#include <bitset>
#include <chrono>
#include <complex>
#include <deque>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <variant>
#include <vector>

struct Announced {
	const char *name;
	explicit Announced(const char *n) : name(n) { std::cout << name << " begins\n"; }
	~Announced() { std::cout << name << " ends\n"; }
};

static Announced global("a global object");

struct Shape {
	virtual ~Shape() = default;
	virtual double area() const = 0;
};

struct Square : virtual Shape {
	double side;
	explicit Square(double s) : side(s) {}
	double area() const override { return side * side; }
};

struct Named {
	std::string name = "named";
	virtual ~Named() = default;
};

struct Circle : Named, virtual Shape {
	double radius;
	explicit Circle(double r) : radius(r) {}
	double area() const override { return 3 * radius * radius; }
};

static void types() {
	std::vector<std::unique_ptr<Shape>> shapes;
	for (int i = 1; i < 6; i++)
		if (i % 2)
			shapes.push_back(std::make_unique<Square>(i));
		else
			shapes.push_back(std::make_unique<Circle>(i));
	for (const auto &s : shapes) {
		const Shape &shape = *s;
		auto *n = dynamic_cast<const Named *>(&shape);
		std::cout << shape.area() << (n ? " " + n->name : "") << (typeid(shape) == typeid(Square) ? " square" : "") << "; ";
	}
	std::cout << '\n';
	auto counted = std::make_shared<Announced>("a shared object");
	std::weak_ptr<Announced> weak = counted;
	{
		auto other = counted;
		std::cout << counted.use_count() << '\n';
	}
	counted.reset();
	std::cout << weak.expired() << '\n';
}

static void containers() {
	std::mt19937_64 random(42); // the standard says what this one returns
	std::vector<unsigned> v(20000);
	for (auto &x : v)
		x = random() % 100000;
	std::map<unsigned, int> tree;
	std::unordered_map<std::string, int> table;
	for (auto x : v) {
		tree[x % 997]++;
		table[std::to_string(x % 1009)]++;
	}
	std::sort(v.begin(), v.end());
	auto last = std::unique(v.begin(), v.end());
	std::cout << last - v.begin() << ' ' << v[100] << ' ' << tree.size() << ' ' << table.size() << ' ' << tree.rbegin()->second << '\n';
	std::vector<std::pair<std::string, int>> sorted(table.begin(), table.end());
	std::stable_sort(sorted.begin(), sorted.end(), [](auto &a, auto &b) { return std::tie(b.second, a.first) < std::tie(a.second, b.first); });
	for (int i = 0; i < 5; i++)
		std::cout << sorted[i].first << '=' << sorted[i].second << ' ';
	std::cout << '\n';

	std::deque<int> d;
	std::list<int> l;
	std::priority_queue<int> q;
	std::multiset<int> s;
	for (int i = 0; i < 1000; i++) {
		i % 3 ? d.push_back(i) : d.push_front(i);
		l.push_back(i * 7 % 100);
		q.push(i * 31 % 512);
		s.insert(i % 10);
	}
	l.sort();
	l.unique();
	std::cout << d.front() << ' ' << d[500] << ' ' << l.size() << ' ' << q.top() << ' ' << s.count(3) << '\n';
	std::vector<int> heap(50);
	std::iota(heap.begin(), heap.end(), 0);
	std::rotate(heap.begin(), heap.begin() + 20, heap.end());
	std::nth_element(heap.begin(), heap.begin() + 25, heap.end());
	std::cout << heap[25] << ' ' << std::accumulate(heap.begin(), heap.end(), 0) << ' ' << std::bitset<40>(0xdeadbeef).count() << '\n';
	std::string p = "aabc";
	int n = 0;
	do
		n++;
	while (std::next_permutation(p.begin(), p.end()));
	std::cout << n << ' ' << p << '\n';
}

static void values() {
	std::variant<int, std::string, double> v = "text";
	std::cout << v.index();
	v = 2.5;
	std::visit([](auto &x) { std::cout << ' ' << x << '\n'; }, v);
	std::optional<std::string> none, some = "some";
	std::cout << none.value_or("none") << ' ' << *some << '\n';
	std::function<int(int)> fibonacci = [&](int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); };
	auto [a, b, c] = std::make_tuple(1, 'x', 3.5);
	std::cout << fibonacci(18) << ' ' << a << b << c << ' ' << std::complex<double>(1, 2) * std::complex<double>(3, -1) << '\n';
	auto begin = std::chrono::steady_clock::now();
	std::cout << (std::chrono::steady_clock::now() >= begin) << ' ' << std::chrono::milliseconds(std::chrono::minutes(2)).count() << '\n';
}

static void text() {
	std::ostringstream out;
	out << std::hex << std::showbase << 255 << ' ' << std::dec << std::setw(8) << std::setfill('*') << 42 << ' ' << std::fixed
		<< std::setprecision(3) << 3.14159 << ' ' << std::scientific << 12345.678 << ' ' << std::boolalpha << true << ' '
		<< std::defaultfloat << 1e-10 << ' ' << std::quoted("a \"b\"");
	std::cout << out.str() << '\n';
	std::istringstream in("12 0x1f 2.5e3 word rest of it");
	int i, h;
	double d;
	std::string w, rest;
	in >> i >> std::hex >> h >> d >> w;
	std::getline(in, rest);
	std::cout << i << ' ' << h << ' ' << d << ' ' << w << " [" << rest << "]\n";
	std::regex pattern("(\\w+)@(\\w+)\\.(com|org)");
	std::string s = "write to ann@example.com or bob@example.org";
	for (std::sregex_iterator m(s.begin(), s.end(), pattern), end; m != end; ++m)
		std::cout << (*m)[1] << " at " << (*m)[2] << "; ";
	std::cout << std::regex_replace(s, pattern, "<$1>") << '\n';
	std::cout << std::stoi("77", nullptr, 8) << ' ' << std::stod("1e-3") << ' ' << s.rfind("or") << ' ' << s.substr(9, 3) << '\n';
}

static void files() {
	{
		std::ofstream f("numbers.txt");
		for (int i = 0; i < 3000; i++)
			f << i * i << (i % 10 == 9 ? '\n' : ' ');
	}
	std::fstream f("numbers.txt", std::ios::in | std::ios::out);
	long long sum = 0, x;
	int lines = 0;
	for (std::string line; std::getline(f, line); lines++)
		for (std::istringstream in(line); in >> x;)
			sum += x;
	f.clear();
	f.seekp(0);
	f << "first";
	f.seekg(-8, std::ios::end);
	f >> x;
	std::cout << lines << ' ' << sum << ' ' << x << ' ' << std::ifstream("nothing").is_open() << '\n';
	std::ofstream("copy.txt", std::ios::binary) << std::ifstream("numbers.txt").rdbuf();
	std::ofstream("copy.txt", std::ios::app) << "end\n";
}

int main() {
	Announced local("a local object");
	std::cin.tie(nullptr);
	types();
	containers();
	values();
	text();
	files();
	int n = 0;
	for (std::string word; std::cin >> word;)
		n++;
	std::cerr << n << " words\n";
	std::exit(n % 100);
}
