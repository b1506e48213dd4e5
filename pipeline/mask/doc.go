// Package mask hides the personal data that customers leave in their texts.
//
// In: a text, clean of invisible characters. Out: the text with e-mail
// addresses, handles, and telephone, card and account numbers replaced by what
// they are, in square brackets. Report masks what it quotes; a classifier that
// asks another machine masks what it sends.
// It must never read anything but its arguments, nor claim that what is left
// names no one: names and places in running text stay.
package mask
