// main: runs the Lua script that the first argument names; the other arguments are in the table arg and in ... . An error that the
// script does not handle is printed with the calls that led to it.
#include <stdio.h>
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static int with_traceback(lua_State *L) {
	const char *message = lua_tostring(L, 1);
	if (message == NULL)
		message = lua_pushfstring(L, "an error that is a %s", luaL_typename(L, 1));
	luaL_traceback(L, L, message, 1);
	return 1;
}

static void push_arguments(lua_State *L, int argc, char **argv) {
	lua_createtable(L, argc, 0);
	for (int i = 1; i < argc; i++) {
		lua_pushstring(L, argv[i]);
		lua_rawseti(L, -2, i - 1);
	}
	lua_setglobal(L, "arg");
}

int main(int argc, char **argv) {
	if (argc < 2) {
		fprintf(stderr, "usage: lua SCRIPT [ARGUMENT...]\n");
		return 2;
	}
	lua_State *L = luaL_newstate();
	luaL_openlibs(L);
	push_arguments(L, argc, argv);
	lua_pushcfunction(L, with_traceback);
	int status = luaL_loadfile(L, argv[1]);
	if (status == LUA_OK) {
		for (int i = 2; i < argc; i++)
			lua_pushstring(L, argv[i]);
		status = lua_pcall(L, argc - 2, 0, 1);
	}
	if (status != LUA_OK)
		fprintf(stderr, "%s\n", lua_tostring(L, -1));
	lua_close(L);
	return status != LUA_OK;
}
