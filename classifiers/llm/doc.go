// Package llm asks an OpenAI-compatible chat endpoint for a second opinion: a
// local Ollama or vLLM, or a hosted service. It is off unless it is wired.
//
// In: passages, and an embedded classifier to fall back to. Out: one judgement
// per passage, valid like any other: nine tenths of the mass on the endpoint's
// labels, the rest as the embedded classifier has it. What the endpoint does
// not answer well and in time the embedded classifier judges alone; Stats
// counts how often, by reason, and Note says so in a line.
//
// It is the one classifier that touches the network and the clock while it
// judges. It must never fail or hold up a run for ever, never send an e-mail
// address, a handle or a telephone, card or account number that package mask
// finds, never follow a redirect, never let a text act as an instruction where
// fencing can prevent it, never take a label outside the codebook, and never
// show its key. Names and places in running text are sent as they stand.
package llm
