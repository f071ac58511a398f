-- Errors, coroutines and to-be-closed variables: every way to leave a function that is not a return.
local function where(...) return (tostring((select(2, ...))):gsub("^.-:(%d+):", "line %1:")) end
print(pcall(error)) print(pcall(error, nil)) print(pcall(error, { code = 1 }) == false)
print(where(pcall(function() local x = nil; return x.y end)))
print(where(pcall(function() return 1 + {} end)), where(pcall(function() return #5 end)))
print(where(pcall(function() return 1 < "2" end)), where(pcall(function() return 1 // 0 end)), pcall(function() return 1.0 // 0 end))
print(where(pcall(string.rep)), where(pcall(("x").rep, "x", -1)), where(pcall(setmetatable, 1, {})))
print(where(pcall(string.rep, "x", 1 << 40)):match("%a+"))
print(select("#", pcall(function() return 1, nil, nil end)), pcall(pcall, error, "inner"))
print(xpcall(function() error("deep") end, function(m) return "handled: " .. where(false, m) end))
print(xpcall(function() error("again") end, function() error("in the handler") end))
local ok, e = pcall(function() error(setmetatable({}, { __tostring = function() return "an object" end })) end)
print(ok, tostring(e), type(e))
print(pcall(error, "with no place", 0))

-- a stack that is too deep, in Lua and in C; then all is as it was
local function down(n) return 1 + down(n + 1) end
print(where(pcall(down, 1)):match("stack overflow"))
local function through_c(n) return (("x"):gsub("x", function() return through_c(n + 1) end)) end
print(where(pcall(through_c, 1)):match("C stack overflow"))
local deep = 0
local function nest(n) deep = n if n < 150 then return pcall(nest, n + 1) end error("bottom") end
print(nest(1)) print(deep)
print(pcall(load, ("("):rep(300)))
print((select(2, load(("("):rep(300) .. "1" .. (")"):rep(300))):match("C levels.-limit is %d+")))

-- thrown many times, through frames of C
local caught, sorted = 0, 0
for i = 1, 20000 do
  if not pcall(error, i) then caught = caught + 1 end
end
for i = 1, 200 do
  local ok = pcall(table.sort, { 3, 1, 2, i }, function(a, b) if i % 2 == 0 then error("no order") end return a < b end)
  if ok then sorted = sorted + 1 end
end
print(caught, sorted)

-- coroutines
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in range(10000) do sum = sum + i end
print(sum)
local co = coroutine.create(function(a, b)
  print("started", a, b, coroutine.isyieldable())
  local c = coroutine.yield(a + b)
  print("resumed", c, coroutine.status(coroutine.running()))
  local ok, e = pcall(function() coroutine.yield("from inside pcall") error("after it") end)
  print(ok, where(false, e))
  error("the end")
end)
print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, "x")) print(coroutine.status(co))
print(where(coroutine.resume(co))) print(coroutine.status(co), coroutine.resume(co))
print(coroutine.close(coroutine.create(print)), select("#", coroutine.running()))
print(pcall(coroutine.wrap(function() error({}) end)) == false, where(pcall(coroutine.yield)))
local gen = coroutine.wrap(function() for k in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end) do coroutine.yield(-k) end end)
print(gen(), gen(), gen())
local meta = setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end, __lt = function() coroutine.yield("lt") return true end })
co = coroutine.wrap(function() return meta.key .. "!", meta < meta end)
print(co()) print(co("value")) print(co())
local chain = function(x) return x end
for _ = 1, 100 do local inner = chain chain = coroutine.wrap(function(x) return inner(x) + 1 end) end
print(chain(0))
local threads, turns = {}, 0
for i = 1, 500 do threads[i] = coroutine.create(function() for _ = 1, i % 5 do turns = turns + 1 coroutine.yield() end end) end
repeat
  local live = 0
  for _, t in ipairs(threads) do if coroutine.status(t) ~= "dead" then assert(coroutine.resume(t)) live = live + 1 end end
until live == 0
print(turns)

-- variables that are closed on each way out
local function closing(name) return setmetatable({}, { __close = function(_, e) print("close " .. name, e and where(false, e)) end }) end
do local a <close>, b <const> = closing("a"), 5 local c <close> = closing("c") print("in block", b) end
print(where(pcall(function() local d <close> = closing("d") error("leaving") end)))
for i in (function() return function(_, i) i = (i or 0) + 1 return i end, nil, nil, closing("loop") end)() do if i == 3 then break end end
co = coroutine.create(function() local f <close> = closing("f") coroutine.yield(1) end)
coroutine.resume(co) print(coroutine.close(co), coroutine.status(co))
local trace = select(2, xpcall(function() local function f() error("traced") end f() end, debug.traceback))
print((trace:gsub("%S+:(%d+):", "line %1:"):gsub("\n.*", "")), select(2, trace:gsub("\n", "")) > 3)
print(debug.getinfo(1, "l").currentline, debug.getinfo(print).what)
debug.sethook(function() error("the hook") end, "", 1000)
print(where(pcall(function() while true do end end)))
debug.sethook()
