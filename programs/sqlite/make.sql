-- Makes a database of many kinds of things, and asks it.
.version
PRAGMA page_size = 4096;
PRAGMA journal_mode = DELETE;
PRAGMA foreign_keys = ON;

CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, born INT CHECK (born > 1000));
CREATE TABLE album (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  artist INT NOT NULL REFERENCES artist ON DELETE CASCADE,
  title TEXT, price REAL, cover BLOB,
  cents INT GENERATED ALWAYS AS (CAST(round(price * 100) AS INT)) STORED
);
CREATE TABLE track (album INT, place INT, seconds INT, title TEXT, PRIMARY KEY (album, place)) WITHOUT ROWID;

BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
  INSERT INTO artist SELECT i, printf('artist %03d é', i), 1900 + i % 100 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO album (artist, title, price, cover)
  SELECT 1 + i * 7919 % 300, 'album ' || i, i * 0.37 % 50, CASE WHEN i % 100 = 0 THEN CAST(zeroblob(5000) || x'00ff' AS BLOB) END FROM n;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
  INSERT INTO track SELECT 1 + i / 10, i % 10, 60 + i * 31 % 400, hex(i * 2654435761 % 4294967296) FROM n;
COMMIT;

CREATE INDEX album_artist ON album (artist, price DESC);
CREATE INDEX track_title ON track (title) WHERE seconds > 300;
CREATE INDEX track_short ON track (seconds % 60, lower(title));

-- joins, groups, windows
SELECT a.name, count(*), sum(t.seconds), round(avg(b.price), 6)
  FROM artist a JOIN album b ON b.artist = a.id JOIN track t ON t.album = b.id
  GROUP BY a.id ORDER BY 3 DESC, 1 LIMIT 8;
SELECT a.name FROM artist a LEFT JOIN album b ON b.artist = a.id AND b.price > 49.9 WHERE b.id IS NULL ORDER BY a.id LIMIT 3;
SELECT id, price, rank() OVER w, sum(cents) OVER (w ROWS 2 PRECEDING) FROM album WHERE artist = 42
  WINDOW w AS (ORDER BY price DESC) LIMIT 5;
SELECT count(*), total(seconds), min(title), max(title) FROM track WHERE title LIKE '%ff%' OR title GLOB 'A*0';
EXPLAIN QUERY PLAN SELECT title FROM track WHERE seconds > 300 AND title > 'F' ORDER BY title;

-- values of all types
SELECT 1, -9223372036854775808, 0.1, 1e300 * 1e10, -1.5e-310, 'text', x'0001feff', NULL, 9007199254740993.0;
SELECT typeof(9223372036854775807 + 1), 7 / 2, -7 % 3, 7.0 / 2, 1 << 62, ~5, 'a' || NULL, coalesce(NULL, 'b');
SELECT printf('%08.3f|%+d|%x|%e|%g|%q|%10s|%-10s|%c', 3.14159, 42, 255, 12345.678, 1e-5, 'it''s', 'r', 'l', 'z');
SELECT upper('straße'), length('日本語'), substr('日本語', 2, 1), hex('é'), unicode('€'), char(8364, 128512), instr('abc', 'c');
SELECT date('2024-02-29', '+1 year'), strftime('%Y-%m-%d %H:%M:%f %j %w', 1700000000.25, 'unixepoch'), julianday('2000-01-01');
SELECT json_extract('{"a": [1, 2, {"b": "c"}]}', '$.a[2].b'), json_group_array(value) FROM json_each('[3, 1, 2]');
SELECT gauss(100000), quote(gauss(3)), group_concat(id, '-') FROM (SELECT id FROM artist ORDER BY id DESC LIMIT 5);
WITH RECURSIVE f(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM f WHERE b < 1000000) SELECT group_concat(a, ' ') FROM f;

-- what fails, and what that leaves behind
INSERT INTO artist (name, born) VALUES ('ARTIST 001 é', 1950);
INSERT INTO artist (name, born) VALUES ('young', 10);
INSERT INTO album (artist, title) VALUES (9999, 'nobody''s');
SELECT gauss(-1);
SELECT * FROM nowhere;
SELEC 1;
BEGIN;
DELETE FROM artist WHERE id <= 100;
SELECT (SELECT count(*) FROM artist), (SELECT count(*) FROM album);
SAVEPOINT here;
UPDATE album SET price = price * 2;
SELECT round(sum(price), 3) FROM album;
ROLLBACK TO here;
SELECT round(sum(price), 3) FROM album;
ROLLBACK;
SELECT (SELECT count(*) FROM artist), (SELECT count(*) FROM album), changes(), total_changes();

-- triggers, views, upserts, returned rows
CREATE TABLE log (what TEXT, old, new);
CREATE TRIGGER priced AFTER UPDATE OF price ON album WHEN old.price <> new.price BEGIN
  INSERT INTO log VALUES ('price of ' || old.id, old.price, new.price);
END;
UPDATE album SET price = price + 1 WHERE id % 1000 = 0 RETURNING id, price, cents;
SELECT * FROM log;
CREATE VIEW cheap AS SELECT title, price FROM album WHERE price < 0.5;
SELECT * FROM cheap ORDER BY price, title LIMIT 4;
INSERT INTO artist VALUES (1, 'artist 001 é', 1901) ON CONFLICT (id) DO UPDATE SET born = excluded.born + 1 RETURNING *;

-- another database, temporary tables, much sorting
ATTACH 'other.db' AS other;
CREATE TABLE other.copy AS SELECT * FROM track ORDER BY title, album;
SELECT count(*), sum(rowid * seconds) FROM other.copy;
BEGIN;
UPDATE other.copy SET seconds = seconds + 1 WHERE rowid % 3 = 0;
DELETE FROM main.track WHERE album % 5 = 0;
COMMIT;
DETACH other;
CREATE TEMP TABLE scratch AS SELECT title, seconds FROM track;
SELECT count(DISTINCT seconds), count(DISTINCT title) FROM temp.scratch;

.error this goes to standard error
SELECT count(*) FROM track;
PRAGMA integrity_check;
PRAGMA freelist_count;
VACUUM;
PRAGMA freelist_count;
PRAGMA integrity_check;
PRAGMA foreign_key_check;
SELECT name, type FROM sqlite_schema ORDER BY name;
