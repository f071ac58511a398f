// The modules inline4 and inline5, whose names say which version of DWARF they have, are made by clang 14 with
//
//   clang++ --target=wasm32 -nostdlib -O1 -g -gdwarf-4 -ffile-prefix-map=$PWD=/src -Wl,--no-entry,--export=start -o inline4.wasm inline.cc
//
// The division is two inlined calls deep; what is unused is left out by the linker.

namespace calc {

template <class T> struct Number {
  T value;

  __attribute__((always_inline)) T divide(T n) const {
    return value / n;
  }

  __attribute__((always_inline)) T ratio(T n) const {
    return 1 +
           divide(n);
  }
};

__attribute__((noinline)) int work(const Number<int> &a, int n) {
  int sum = a.ratio(n);
  return sum + a.ratio(n + 1);
}

__attribute__((noinline)) int unused(int n) { return n * 3; }

} // namespace calc

extern "C" int start(int n) {
  calc::Number<int> a{n};
  return calc::work(a, n) + 1;
}
