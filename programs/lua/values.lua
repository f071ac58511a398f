-- Numbers, strings, tables, closures, metatables: what is computed without a system around it.
print(_VERSION, math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger)
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7 / 2, 2 ^ 53, 7.5 // 2, -0.0, 1 / 0, -1 / 0, 1e15, 1e16, 123456789012345678)
print(1 << 63, 1 << 64, -1 >> 1, ~0, 5 & 3, 5 | 3, 5 ~ 3, 0x7fffffffffffffff, 0xffffffffffffffff, 0x1p-3)
print(math.tointeger(3.0), math.tointeger(3.5), math.type(1), math.type(1.0), math.ult(1, -1), 3 == 3.0, "10" + 5, "0x10" * 2)
print(string.format("%5.2f|%-8s|%+d|%x|%q|%a|%g|%i", math.pi, "left", 42, 255, 'a "quoted"\n\0line', 1.0, 1e100, 3))
print(math.sin(1), math.exp(1), math.log(10), math.sqrt(2), math.fmod(-7, 3), math.floor(-3.5), math.ceil(-3.5))
print(tostring(0.1), 0.1 + 0.2, 100 * 1.1, 1e300 * 1e10 == math.huge, 2^63 == math.maxinteger + 1.0)

print(("hello world"):gsub("o", "0"), ("hello"):rep(3, "-"), ("hello"):sub(-3), ("hello"):byte(1, -1))
print(("key = value; other=thing"):gsub("(%w+)%s*=%s*(%w+)", "%2=%1"))
print(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("  trim  "):match("^%s*(.-)%s*$") .. "|")
for word, n in ("one=1, two=2, three=3"):gmatch("(%a+)=(%d)") do io.write(word, ":", n, " ") end
print(("THE (quick) fox"):gsub("%f[%a]%a+", function(w) return w:lower():gsub("^%l", string.upper) end))
print(utf8.char(72, 228, 8364, 128512), utf8.len("日本語"), #"日本語", utf8.codepoint("€", 1), utf8.len("\xff"))
for p, c in utf8.codes("aé€") do io.write(p, "=", c, " ") end print()
print(string.pack("<i4>i2z", 100, 200, "text"):byte(1, -1))
print(string.unpack("<d", string.pack("<d", math.pi)), string.packsize("<i1i8!8"))
print(load("return 1 +")) print(load("x = = 1")) print(load("goto nowhere"))
print(#string.dump(function() return 1 end) > 0, load(string.dump(function(a) return a * 2 end))(21))

local t = {}
for i = 1, 2000 do t[i] = (i * 7919) % 2003 end
table.sort(t, function(a, b) return a > b end)
print(t[1], t[1000], t[2000], #t, table.concat(t, ",", 1, 10), select("#", table.unpack(t, 1, 100)))
table.insert(t, 1, "first") table.remove(t, 2) table.move(t, 1, 3, 5)
print(table.concat(t, " ", 1, 8), next({}), rawlen(t), rawequal(t, t))
local keys = {}
for k in pairs({ x = 1, y = 2, [1.5] = 3, [true] = 4 }) do keys[#keys + 1] = tostring(k) end
table.sort(keys) print(table.concat(keys, " "))

local function counter() local n = 0 return function() n = n + 1 return n end end
local a, b = counter(), counter()
print(a(), a(), b(), a())
local Vector = {}
Vector.__index = Vector
Vector.__add = function(v, w) return setmetatable({ x = v.x + w.x }, Vector) end
Vector.__eq = function(v, w) return v.x == w.x end
Vector.__lt = function(v, w) return v.x < w.x end
Vector.__le = function(v, w) return v.x <= w.x end
Vector.__call = function(v, ...) return v.x, ... end
Vector.__tostring = function(v) return "<" .. v.x .. ">" end
Vector.__len, Vector.__concat = function() return 77 end, function(v, w) return tostring(v) .. "&" .. tostring(w) end
local v, w = setmetatable({ x = 1 }, Vector), setmetatable({ x = 2 }, Vector)
print(tostring(v + w), v == w, v < w, v >= w, #v, v .. w, v .. 1, v(5, nil, 6))
local lazy = setmetatable({}, { __index = function(_, k) return k .. "!" end, __newindex = function(s, k, x) rawset(s, k, x * 2) end })
lazy.n = 21 print(lazy.n, lazy.other)

-- the permutations of a board, and trees: recursion and garbage
local function queens(n)
  local count, cols, up, down = 0, {}, {}, {}
  local function place(row)
    if row > n then count = count + 1 return end
    for c = 1, n do
      if not (cols[c] or up[row + c] or down[row - c]) then
        cols[c], up[row + c], down[row - c] = true, true, true
        place(row + 1)
        cols[c], up[row + c], down[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return count
end
local function tree(depth) if depth == 0 then return {} end return { tree(depth - 1), tree(depth - 1) } end
local function size(node) return node[1] and 1 + size(node[1]) + size(node[2]) or 1 end
print(queens(7), size(tree(12)))
math.randomseed(42)
local sum = 0
for _ = 1, 10000 do sum = sum + math.random(1000) end
print(sum, math.random(0) ~= 0, math.random() < 1)
local parts = {}
for i = 1, 3000 do parts[#parts + 1] = ("%d:%s"):format(i, ("x"):rep(i % 7)) end
local s = table.concat(parts, ";")
local h = 0
for i = 1, #s do h = (h * 31 + s:byte(i)) & 0xffffffff end
print(#s, h)
for i = 10, 1, -3 do if i == 4 then goto done end io.write(i, " ") end
::done:: print()
