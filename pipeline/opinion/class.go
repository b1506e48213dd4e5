package opinion

import "fmt"

// Class says whose a complaint is to fix. As a verbatim's Cause it also takes
// None: the verbatim complains of nothing, or of no one.
type Class string

// The classes, in the order in which every probability vector holds them.
const (
	Product   Class = "product"
	Marketing Class = "marketing"
	Service   Class = "service"
	None      Class = "none"
)

// Classes are the three classes a complaint can have, in vector order.
var Classes = [3]Class{Product, Marketing, Service}

// Causes are the classes and None, in vector order.
var Causes = [4]Class{Product, Marketing, Service, None}

// Index is the place of c in Causes; a class that is none of them counts as None.
func (c Class) Index() int {
	switch c {
	case Product:
		return 0
	case Marketing:
		return 1
	case Service:
		return 2
	default:
		return 3
	}
}

// ParseClass reads a class as it is written in gold files and in the database.
func ParseClass(s string) (Class, error) {
	switch c := Class(s); c {
	case Product, Marketing, Service, None:
		return c, nil
	}
	return None, fmt.Errorf("class %q is none of product, marketing, service, none", s)
}

// ClassP holds a probability (0..1) for each of Classes; they sum to 1.
type ClassP [3]float64

// Best is the most probable class and its probability. Ties go to the earlier.
func (p ClassP) Best() (Class, float64) {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return Classes[best], p[best]
}

// CauseP holds a probability (0..1) for each of Causes; they sum to 1.
type CauseP [4]float64

// Best is the most probable cause and its probability. Ties go to the earlier.
func (p CauseP) Best() (Class, float64) {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return Causes[best], p[best]
}
