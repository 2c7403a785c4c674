package metrics

import (
	"fmt"

	"github.com/prometheus/prometheus/promql/parser"
)

// longestExpression bounds an expression, strings in it left out. The longest that people write have two
// thousand bytes. The time that the parser takes grows with the square of nesting, and millions of brackets
// within each other end the process: no stack is deep enough for them.
const longestExpression = 20_000

// NewParser returns the PromQL parser with the grammar that Prometheus enables
// by default, for everyone who has to read an expression.
func NewParser() parser.Parser {
	return bounded{parser.NewParser(parserOptions())}
}

type bounded struct{ parser.Parser }

// ParseExpr parses an expression of bearable length.
func (b bounded) ParseExpr(input string) (parser.Expr, error) {
	if n := outsideQuotes(input); n > longestExpression {
		return nil, fmt.Errorf("the expression has %d bytes outside of quotes; the most is %d: make recording rules of its parts", n, longestExpression)
	}
	return b.Parser.ParseExpr(input)
}

func outsideQuotes(text string) int {
	n, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0 && quote != '`' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		default:
			n++
		}
	}
	return n
}
