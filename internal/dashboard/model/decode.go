package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// decode reads one JSON object. Numbers keep their spelling, so what is not understood passes unchanged.
func decode(stored []byte, limits Limits) (object, error) {
	if len(stored) > limits.Bytes {
		return nil, fmt.Errorf("it has %s bytes; the most is %s: split it", thousands(len(stored)), thousands(limits.Bytes))
	}
	stored = bytes.TrimPrefix(stored, []byte("\ufeff")) // editors on Windows put a byte order mark there
	if err := measure(stored, limits); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(stored))
	dec.UseNumber()
	var root any
	if err := dec.Decode(&root); err != nil {
		return nil, describe(stored, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: there is more after the dashboard's last brace; a file holds one dashboard", line(stored, dec.InputOffset()))
	}
	dash, ok := root.(object)
	if !ok {
		return nil, errors.New("the file is not a JSON object; a dashboard begins with a brace")
	}
	return dash, nil
}

// measure looks at brackets alone, before anything is allocated: a small file of nothing but brackets
// would otherwise take a hundred times its size in memory.
func measure(stored []byte, limits Limits) error {
	depth, values, quoted := 0, 0, false
	for i := 0; i < len(stored); i++ {
		switch c := stored[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth, values = depth+1, values+1
		case c == '}' || c == ']':
			depth--
		case c == ',':
			values++
		}
		if depth > limits.Depth {
			return fmt.Errorf("line %d: objects are nested more than %d deep: no dashboard needs that", line(stored, int64(i)), limits.Depth)
		}
		if values > limits.Values {
			return fmt.Errorf("it holds more than %s values: split it", thousands(limits.Values))
		}
	}
	return nil
}

// describe adds the line to an error of the JSON parser.
func describe(stored []byte, err error) error {
	var syntax *json.SyntaxError
	switch {
	case len(bytes.TrimSpace(stored)) == 0:
		return errors.New("the file is empty")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends in the middle: is the file complete?")
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", line(stored, syntax.Offset), err)
	}
	return err
}

func line(stored []byte, offset int64) int {
	return 1 + bytes.Count(stored[:min(offset, int64(len(stored)))], []byte("\n"))
}
