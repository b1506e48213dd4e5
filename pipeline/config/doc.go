// Package config reads gripe.yaml.
//
// In: the bytes of a configuration file and the name to call it by. Out: a
// Config with defaults filled in, or every fault at once, each with its line
// and what would be right. It must never open a source, touch the network, or
// read a secret: credentials come from the environment, at the place of use.
package config
