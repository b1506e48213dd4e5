// Package chart draws the digest's charts: static pictures that read without
// colour, by shape, dash and labels beside what they name.
//
// In: numbers, with the words to show for them. Out: a Drawing, which SVG
// writes for a page and PNG paints for mail programs that drop SVG; both show
// the same geometry.
// It must never format a figure, choose a word, or let a text become markup.
package chart
