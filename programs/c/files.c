// files: creates, writes, reads, seeks, renames, lists, stats and removes files in the current directory. It leaves
// kept/ behind for the test to compare.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void check(const char *what, int good) {
	if (good)
		return;
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static void write_and_read(void) {
	FILE *f = fopen("lines.txt", "w+");
	check("create", f != NULL);
	for (int i = 0; i < 1000; i++)
		fprintf(f, "line %d\n", i);
	check("seek", fseek(f, 0, SEEK_SET) == 0);
	char line[64];
	int count = 0;
	while (fgets(line, sizeof line, f))
		count++;
	printf("%d lines, %ld bytes\n", count, ftell(f));
	check("seek", fseek(f, -9, SEEK_END) == 0);
	check("last line", fgets(line, sizeof line, f) != NULL);
	printf("last: %s", line);
	fclose(f);
}

static void positions(void) {
	int fd = open("lines.txt", O_RDWR);
	check("open", fd >= 0);
	char b[8] = {0};
	check("pread", pread(fd, b, 6, 7) == 6);
	printf("at 7: %s\n", strtok(b, "\n"));
	check("pwrite", pwrite(fd, "LINE", 4, 0) == 4);
	printf("at end: %lld\n", (long long)lseek(fd, 0, SEEK_END));
	check("truncate", ftruncate(fd, 7) == 0);
	check("append", write(fd, "x", 1) == 1); // past the new end: leaves a hole of zeros
	struct stat st;
	check("fstat", fstat(fd, &st) == 0);
	printf("size %lld, regular %d\n", (long long)st.st_size, S_ISREG(st.st_mode) != 0);
	check("truncate", ftruncate(fd, 14) == 0);
	close(fd);
	fd = open("lines.txt", O_WRONLY | O_APPEND);
	check("open to append", fd >= 0 && write(fd, "end\n", 4) == 4);
	close(fd);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *dir) {
	DIR *d = opendir(dir);
	check("opendir", d != NULL);
	char *names[200];
	int n = 0;
	for (struct dirent *e; (e = readdir(d)) != NULL && n < 200;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			names[n++] = strdup(e->d_name);
	closedir(d);
	qsort(names, n, sizeof *names, by_name);
	printf("%s has %d:", dir, n);
	for (int i = 0; i < n; i++)
		printf(" %s", names[i]);
	printf("\n");
}

static void directories(void) {
	check("mkdir", mkdir("kept", 0777) == 0);
	for (int i = 0; i < 120; i++) { // more entries than one buffer of readdir holds
		char name[64];
		snprintf(name, sizeof name, "kept/a-file-with-a-longer-name-%03d", i);
		FILE *f = fopen(name, "w");
		check("create", f != NULL);
		fprintf(f, "%d", i * i);
		fclose(f);
	}
	check("rename", rename("lines.txt", "kept/lines.txt") == 0);
	list("kept");
	for (int i = 0; i < 120; i += 2) {
		char name[64];
		snprintf(name, sizeof name, "kept/a-file-with-a-longer-name-%03d", i);
		check("unlink", unlink(name) == 0);
	}
	list("kept");
	list(".");
}

// expect prints whether a call failed, and whether for the reason wanted.
static void expect(const char *what, int failed, int reason) {
	int got = errno;
	printf("%s: %s, %s\n", what, failed ? "fails" : "succeeds", got == reason ? "as it should" : strerror(got));
}

static void failures(void) {
	int failed = open("nothing", O_RDONLY) < 0;
	expect("open of nothing", failed, ENOENT);
	failed = open("kept/lines.txt", O_CREAT | O_EXCL | O_RDWR, 0666) < 0;
	expect("create over a file", failed, EEXIST);
	failed = rmdir("kept") != 0;
	expect("rmdir of a full directory", failed, ENOTEMPTY);
	failed = opendir("kept/lines.txt") == NULL;
	expect("file as directory", failed, ENOTDIR);
	struct stat st;
	check("stat", stat("kept", &st) == 0);
	printf("kept is a directory: %d\n", S_ISDIR(st.st_mode) != 0);
	check("mkdir", mkdir("gone", 0777) == 0);
	check("rmdir", rmdir("gone") == 0);
	printf("gone: %d\n", access("gone", F_OK) != 0);
}

int main(void) {
	write_and_read();
	positions();
	directories();
	failures();
	return 0;
}
