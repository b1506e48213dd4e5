// Package mask hides the personal data that customers leave in their texts.
//
// In: a text, clean of invisible characters. Out: the text with e-mail
// addresses, handles, and telephone, card and account numbers replaced by what
// they are, in square brackets. Whatever shows a text masks it first: report,
// deliver, the commands that print; a classifier that asks another machine
// masks what it sends.
// It must never read anything but its arguments, nor claim that what is left
// names no one: names and places in running text stay.
//
// Measured by hand-made tables (testdata: 152 personal, 169 not) and on 52,729
// real reviews, where 93 pieces are hidden; of the 31 in the 30,685 that are no
// games' reviews, 29 were somebody's.
package mask
