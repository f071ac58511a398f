// sql: SQLite on a database in memory: inserts, indices, joins, grouping, text search, recursion, updates and deletes. It is
// compiled together with sqlite3.c and -DSQLITE_OS_OTHER. The argument is the number of rows.
#include "sqlite3.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The system below SQLite: there are no files, time stands still, and randomness is the same every time.

static int no_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out) {
	(void)v, (void)name, (void)flags, (void)out;
	f->pMethods = NULL;
	return SQLITE_CANTOPEN;
}

static int no_delete(sqlite3_vfs *v, const char *name, int sync) {
	(void)v, (void)name, (void)sync;
	return SQLITE_IOERR_DELETE;
}

static int no_access(sqlite3_vfs *v, const char *name, int flags, int *out) {
	(void)v, (void)name, (void)flags;
	*out = 0;
	return SQLITE_OK;
}

static int full_path(sqlite3_vfs *v, const char *name, int size, char *out) {
	(void)v;
	snprintf(out, size, "%s", name);
	return SQLITE_OK;
}

static int same_bytes(sqlite3_vfs *v, int n, char *out) {
	(void)v;
	for (int i = 0; i < n; i++)
		out[i] = (char)(i * 37 + 11);
	return n;
}

static int no_sleep(sqlite3_vfs *v, int us) {
	(void)v;
	return us;
}

static int no_time(sqlite3_vfs *v, double *now) {
	(void)v;
	*now = 2460000.5;
	return SQLITE_OK;
}

int sqlite3_os_init(void) {
	static sqlite3_vfs v = {.iVersion = 1, .szOsFile = sizeof(sqlite3_file), .mxPathname = 64, .zName = "none",
				.xOpen = no_open, .xDelete = no_delete, .xAccess = no_access, .xFullPathname = full_path,
				.xRandomness = same_bytes, .xSleep = no_sleep, .xCurrentTime = no_time};
	return sqlite3_vfs_register(&v, 1);
}

int sqlite3_os_end(void) { return SQLITE_OK; }

static sqlite3 *db;

static void check(int code, const char *sql) {
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return;
	printf("%s: %s\n", sql, sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *prepare(const char *sql) {
	sqlite3_stmt *s;
	check(sqlite3_prepare_v2(db, sql, -1, &s, NULL), sql);
	return s;
}

// query prints the number of rows, a checksum of all and the first row.
static void query(const char *sql) {
	sqlite3_stmt *s = prepare(sql);
	uint32_t sum = 2166136261u;
	int rows = 0;
	char first[200] = "";
	int code;
	for (; (code = sqlite3_step(s)) == SQLITE_ROW; rows++)
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const char *text = (const char *)sqlite3_column_text(s, i);
			if (!text)
				text = "null";
			for (const char *c = text; *c; c++)
				sum = (sum ^ (uint8_t)*c) * 16777619u;
			if (rows == 0 && strlen(first) + strlen(text) + 2 < sizeof first)
				strcat(strcat(first, "|"), text);
		}
	check(code, sql);
	sqlite3_finalize(s);
	printf("%7d rows %08x %s\n", rows, sum, first);
}

static uint32_t seed = 2020;

static uint32_t below(uint32_t n) {
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void fill(int n) {
	static const char *syllables[] = {"ka", "ro", "mi", "ten", "su", "lo", "ver", "dan", "e", "shi", "pur", "al"};
	check(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), "BEGIN");
	sqlite3_stmt *person = prepare("INSERT INTO person VALUES (?, ?, ?, ?)"), *sale = prepare("INSERT INTO sale VALUES (?, ?, ?, ?)");
	for (int i = 0; i < n; i++) {
		char name[64] = "";
		for (int k = 2 + below(4); k > 0; k--)
			strcat(name, syllables[below(12)]);
		sqlite3_bind_int(person, 1, i * 7919 % n * 3 + 1);
		sqlite3_bind_text(person, 2, name, -1, SQLITE_TRANSIENT);
		sqlite3_bind_int(person, 3, below(100));
		sqlite3_bind_double(person, 4, below(1000000) / 64.0);
		sqlite3_step(person); // a key that is there already is an error that changes nothing
		sqlite3_reset(person);
		for (int k = below(4); k > 0; k--) {
			sqlite3_bind_int(sale, 1, below(n) * 3 + 1);
			sqlite3_bind_int(sale, 2, below(365));
			sqlite3_bind_int(sale, 3, below(5000));
			sqlite3_bind_null(sale, 4);
			if (below(3))
				sqlite3_bind_text(sale, 4, name, 3, SQLITE_TRANSIENT);
			check(sqlite3_step(sale), "INSERT INTO sale");
			sqlite3_reset(sale);
		}
	}
	sqlite3_finalize(person);
	sqlite3_finalize(sale);
	check(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "COMMIT");
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 500;
	static const char *queries[] = {
		"SELECT count(*), sum(age), max(name) FROM person",
		"CREATE INDEX sale_person ON sale (person)",
		"CREATE INDEX person_name ON person (name, age)",
		"SELECT name, count(*) AS n, sum(amount) FROM person JOIN sale ON person.id = sale.person GROUP BY person.id "
		"HAVING n > 2 ORDER BY sum(amount) DESC, name LIMIT 50",
		"SELECT day, avg(amount), group_concat(DISTINCT note) FROM sale GROUP BY day % 30 ORDER BY 2",
		"SELECT id, name FROM person WHERE name LIKE '%tensu%' OR name GLOB 'ro*al' ORDER BY name, id",
		"SELECT a.name, count(*) FROM person a JOIN person b ON a.name = b.name AND a.id < b.id GROUP BY a.name ORDER BY 2 DESC, 1 LIMIT 20",
		"UPDATE person SET balance = balance + (SELECT coalesce(sum(amount), 0) FROM sale WHERE sale.person = person.id)",
		"SELECT printf('%.3f', sum(balance)), printf('%.3f', total(balance * age)) FROM person",
		"DELETE FROM sale WHERE day BETWEEN 100 AND 160 OR note IS NULL",
		"SELECT count(*), sum(amount), min(day), max(day) FROM sale",
		"WITH RECURSIVE t(i, x) AS (SELECT 1, 1 UNION ALL SELECT i + 1, (x * 1103 + i) % 65521 FROM t WHERE i < 2000) "
		"SELECT sum(x), max(x) FROM t",
		"SELECT name, balance, rank() OVER (PARTITION BY age ORDER BY balance DESC) AS r FROM person ORDER BY r, name, id LIMIT 100",
		"SELECT json_group_array(json_object('id', id, 'name', upper(name))) FROM (SELECT * FROM person ORDER BY id LIMIT 100)",
		"PRAGMA integrity_check",
	};
	check(sqlite3_open(":memory:", &db), "open");
	check(sqlite3_exec(db,
			   "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, balance REAL);"
			   "CREATE TABLE sale (person INTEGER, day INTEGER, amount INTEGER, note TEXT);",
			   NULL, NULL, NULL),
	      "CREATE TABLE");
	fill(n);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
		query(queries[i]);
	sqlite3_close(db);
	return 0;
}
