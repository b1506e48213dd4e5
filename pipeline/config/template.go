package config

import _ "embed"

// Template is the commented configuration that gripe init writes.
//
//go:embed template.yaml
var Template []byte
