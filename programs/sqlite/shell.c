// shell: runs the SQL statements of its standard input on the database that the argument names, and prints the rows of their
// results. An error is printed and the statement after it is next; the exit status is then 1. A line that begins with a dot is a
// command: .error TEXT prints TEXT to standard error, .version prints SQLite's version.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sqlite3.h"

static int status = 0;

static void failed(sqlite3 *db) {
	printf("error %d: %s\n", sqlite3_extended_errcode(db), sqlite3_errmsg(db));
	status = 1;
}

static void print_blob(sqlite3_stmt *s, int column) {
	const unsigned char *p = sqlite3_column_blob(s, column);
	printf("x'");
	for (int n = sqlite3_column_bytes(s, column); n > 0; n--)
		printf("%02x", *p++);
	printf("'");
}

static void print_row(sqlite3_stmt *s) {
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		if (i > 0)
			printf("|");
		switch (sqlite3_column_type(s, i)) {
		case SQLITE_NULL:
			printf("NULL");
			break;
		case SQLITE_BLOB:
			print_blob(s, i);
			break;
		default:
			printf("%s", sqlite3_column_text(s, i));
		}
	}
	printf("\n");
}

static void run(sqlite3 *db, const char *sql) {
	while (*sql != 0) {
		sqlite3_stmt *s;
		if (sqlite3_prepare_v2(db, sql, -1, &s, &sql) != SQLITE_OK) {
			failed(db);
			return;
		}
		if (s == NULL) // a comment or nothing
			continue;
		int result;
		while ((result = sqlite3_step(s)) == SQLITE_ROW)
			print_row(s);
		if (result != SQLITE_DONE)
			failed(db);
		sqlite3_finalize(s);
	}
}

static void command(const char *line) {
	if (strncmp(line, ".error ", 7) == 0)
		fputs(line + 7, stderr);
	else if (strcmp(line, ".version\n") == 0)
		printf("%s\n", sqlite3_libversion());
	else
		printf("no such command: %s", line);
}

// gauss is a function of ours for SQL to call: the sum of the numbers up to its argument.
static void gauss(sqlite3_context *c, int n, sqlite3_value **v) {
	sqlite3_int64 last = sqlite3_value_int64(v[0]);
	(void)n;
	if (last < 0)
		sqlite3_result_error(c, "gauss of a negative number", -1);
	else
		sqlite3_result_int64(c, last * (last + 1) / 2);
}

int main(int argc, char **argv) {
	if (argc != 2) {
		fprintf(stderr, "usage: shell DATABASE < STATEMENTS\n");
		return 2;
	}
	sqlite3 *db;
	// WASI has no locks of files; a lock that is a directory works everywhere.
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-dotfile") != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", argv[1], sqlite3_errmsg(db));
		return 1;
	}
	sqlite3_create_function(db, "gauss", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, gauss, NULL, NULL);
	char *line = NULL, *sql = NULL;
	size_t size = 0, length = 0;
	for (ssize_t n; (n = getline(&line, &size, stdin)) >= 0;) {
		if (line[0] == '.') {
			command(line);
			continue;
		}
		sql = realloc(sql, length + n + 1);
		memcpy(sql + length, line, n + 1);
		length += n;
		if (sqlite3_complete(sql)) {
			run(db, sql);
			length = 0;
		}
	}
	if (length > 0)
		run(db, sql);
	if (sqlite3_close(db) != SQLITE_OK)
		failed(db);
	free(line);
	free(sql);
	return status;
}
