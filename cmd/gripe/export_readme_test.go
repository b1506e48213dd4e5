package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// TestReadmeQueries runs the SQL of README on a database that can only be
// read, and holds that each query finds something.
func TestReadmeQueries(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "Texts in the database are not masked") {
		t.Error("README does not warn that texts in the database are not masked")
	}
	queries := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(queries) < 3 {
		t.Fatalf("README shows %d queries", len(queries))
	}
	t.Chdir(t.TempDir())
	exampleFolder(t)
	db, err := sql.Open("sqlite3", "file:gripe.db?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if n := rowsOf(t, db, q[1]); n == 0 {
			t.Errorf("no row from\n%s", q[1])
		}
	}
}

func rowsOf(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Errorf("%v:\n%s", err, query)
		return 1
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		t.Errorf("%v:\n%s", err, query)
	}
	return n
}
