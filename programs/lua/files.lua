-- Files, directories' entries, time and environment, as far as Lua's library goes.
print(arg[0]:match("[^/]+$"), arg[1], arg[2], arg[-1], #arg, ...)
print(os.getenv("GREETING"), os.getenv("NOTHING"), os.setlocale(), os.setlocale(nil, "numeric"))
print(os.time({ year = 2024, month = 2, day = 30, hour = 12 }), os.date("!%Y-%m-%d %H:%M:%S %j %a %B %p", 1700000000))
print(os.date("%c", 86400), os.date("!*t", 951782400).yday, os.time() > 1600000000, os.difftime(5, 3))
local d = os.date("*t", os.time({ year = 1999, month = 14, day = -3 }))
print(d.year, d.month, d.day, d.wday, d.isdst)

local f = assert(io.open("lines.txt", "w"))
print(io.type(f), f:write("first\n", 2, " ", 3.5, "\n") == f, f:seek("cur"), f:setvbuf("full", 1024))
for i = 1, 2000 do f:write("line ", i, "\n") end
print(f:seek("end"), f:close(), io.type(f))
print(pcall(f.write, f, "x"))
local n, bytes = 0, 0
for line in io.lines("lines.txt") do n = n + 1 bytes = bytes + #line end
print(n, bytes)
f = assert(io.open("lines.txt", "r+"))
print(f:read("l", "n", "n", "L", "l"))
print(f:seek("set", 6), f:read(5), f:seek("end", -5), f:read("a"), f:read("a"), f:read("l"), f:read(0))
f:seek("set", 0) f:write("FIRST") f:seek("set", 3) print(f:read("l"))
f:close()
f = assert(io.open("lines.txt", "a")) f:write("appended") print(f:seek("cur")) f:close()
for a, b in io.lines("lines.txt", 1, 4) do print(a, b) break end
f = assert(io.open("binary", "wb"))
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
f:write((table.concat(all):rep(200))) f:close()
f = io.open("binary", "rb") local text = f:read("a") f:close()
print(#text, text == table.concat(all):rep(200))
f = io.open("numbers", "w") f:write("12 -0x1Fp2 1e3 nan .5 99999999999999999999 tail") f:close()
f = io.open("numbers") print(f:read("n", "n", "n")) print(f:read("n")) f:close()

local function failed(...) return (select(2, ...)), math.type((select(3, ...))) end -- systems number errors differently
print(failed(io.open("nothing/here"))) print(failed(io.open("nothing", "r"))) print(pcall(io.open, "x", "bad mode"))
print(os.rename("binary", "sub/moved"), failed(io.open("binary")))
print(os.remove("numbers"), failed(os.remove("numbers"))) print(failed(os.rename("nothing", "else")))
print(pcall(io.lines, "nothing")) print(io.output() == io.stdout, io.input("sub/moved"):read(3):byte(1, -1))
io.output("output.txt") io.write("to a file ", 1, " ", 2.0, "\n") io.close() io.output(io.stdout)
local chunk = assert(io.open("module.lua", "w")) chunk:write("local name = ...\nreturn { name = name, twice = function(x) return x * 2 end }") chunk:close()
package.path = "./?.lua" package.cpath = ""
local m = require("module") print(m.name, m.twice(4), require("module") == m, package.loaded.module == m)
print((select(2, pcall(require, "missing"))):match("module 'missing' not found"))
print(dofile("module.lua").twice(5), loadfile("nothing"), loadfile("module.lua", "t", {})("x").name)
do local g <close> = io.open("closed.txt", "w") g:write("by leaving the block") end
io.input(io.stdin)
print(io.read("l"), io.read("n", "n"), io.read("L"), io.read(4), #io.read("a"), io.read("l"))
io.stderr:write("to standard error\n")
os.exit(tonumber(arg[2]), true)
