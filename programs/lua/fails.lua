-- Ends with an error that nobody handles.
local function inner(t) return t.missing.field end
local function outer() return 1 + inner({}) end
io.write("before")
outer()
