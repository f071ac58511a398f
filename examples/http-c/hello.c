// The text of a greeting; see service.c.
const char *reply(void) { return "Hello from C\n"; }
