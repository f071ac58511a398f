-- The collector: memory comes back, weak references go, finalizers run, in both of its modes.
local function used() collectgarbage() collectgarbage() return collectgarbage("count") end
for _, mode in ipairs { "incremental", "generational" } do
  collectgarbage(mode)
  local before = used()
  for i = 1, 30 do
    local t = {}
    for j = 1, 1000 do t[j] = { j, tostring(j), function() return t, j end } end
  end
  print(mode, used() - before < 100)
  local weak = setmetatable({}, { __mode = "k" })
  local values = setmetatable({}, { __mode = "v" })
  local kept = {}
  for i = 1, 100 do
    local key = { i }
    weak[key] = { key } -- refers to its own key
    values[i] = key
    if i % 10 == 0 then kept[#kept + 1] = key end
  end
  used()
  local n, m = 0, 0
  for _ in pairs(weak) do n = n + 1 end
  for _ in pairs(values) do m = m + 1 end
  print(n, m, #kept)
end
local order = {}
for i = 1, 5 do setmetatable({}, { __gc = function() order[#order + 1] = i end }) end
used()
print(table.concat(order, " "))
local risen
setmetatable({ name = "again" }, { __gc = function(o) risen = o end })
used()
print(risen.name)
setmetatable({}, { __gc = function() error("in a finalizer") end })
print(pcall(used) == true)
collectgarbage("stop") print(collectgarbage("isrunning")) collectgarbage("restart") print(collectgarbage("step"))
local s = ""
for i = 1, 3000 do s = s .. string.char(65 + i % 26) end -- 4.5 MB of strings, one by one
print(#s, used() < 4000)
setmetatable({}, { __gc = function() print("when the state closes") end })
