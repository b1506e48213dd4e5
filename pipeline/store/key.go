package store

// Key is 16 bytes that belong to a database and a purpose, and tell nothing of
// the key they are drawn from. That key is made where there is none yet, so
// that what was marked with Key before the first author is saved stays as it
// was.
func Key(database, purpose string) ([]byte, error) {
	h, err := loadAuthorKey(database)
	if err != nil {
		return nil, err
	}
	return h.mark("key", purpose), nil
}
