package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Completion prints a script that makes a shell ask the program itself what may come next,
// so the script never needs to change when a command does.
type Completion struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: ${enum}."`
}

// Help is the text below the flags of `lookout completion --help`.
func (*Completion) Help() string {
	return `Examples:

	source <(lookout completion bash)                                      # this shell
	lookout completion bash > /etc/bash_completion.d/lookout               # every bash
	lookout completion zsh > "${fpath[1]}/_lookout"                        # every zsh
	lookout completion fish > ~/.config/fish/completions/lookout.fish      # every fish`
}

// Run prints the script.
func (c *Completion) Run(streams Streams) error {
	script := map[string]string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[c.Shell]
	_, err := fmt.Fprint(streams.Out, script)
	return err
}

// Complete answers the scripts: the words typed so far in, one candidate a line out.
type Complete struct {
	Words []string `arg:"" optional:"" help:"Words after the program name, the last one unfinished."`
}

// Run prints a candidate and its meaning on each line, or :files or :dirs when the shell
// knows better than we do.
func (c *Complete) Run(parser *kong.Kong, streams Streams) error {
	words := c.Words
	if len(words) == 0 {
		words = []string{""}
	}
	for _, found := range complete(parser.Model.Node, words) {
		if _, err := fmt.Fprintf(streams.Out, "%s\t%s\n", found.text, found.help); err != nil {
			return err
		}
	}
	return nil
}

type candidate struct{ text, help string }

// typed is how far the words before the unfinished one lead into the command line.
type typed struct {
	node        *kong.Node
	flag        *kong.Flag // a flag that still wants its value
	positionals int
}

func complete(root *kong.Node, words []string) []candidate {
	at := typed{node: root}
	for _, word := range words[:len(words)-1] {
		at = at.after(word)
	}
	last := words[len(words)-1]
	name, value, assigned := strings.Cut(last, "=")
	switch {
	case at.flag != nil:
		return valuesOf(at.flag.Value, "", strings.TrimPrefix(last, "="))
	case assigned && strings.HasPrefix(name, "--"):
		if flag := findFlag(at.node, name); flag != nil {
			return valuesOf(flag.Value, name+"=", value)
		}
		return nil
	case strings.HasPrefix(last, "-"):
		return flagsOf(at.node, last)
	case len(at.node.Children) > 0:
		return childrenOf(at.node, last)
	default:
		return at.argument(last)
	}
}

// after moves on by one finished word. Bash splits --flag=value into three words, the
// second of them a lone equals sign.
func (at typed) after(word string) typed {
	if at.flag != nil {
		if word != "=" {
			at.flag = nil
		}
		return at
	}
	if strings.HasPrefix(word, "-") {
		if flag := findFlag(at.node, word); flag != nil && !flag.IsBool() {
			at.flag = flag
		}
		return at
	}
	for _, child := range at.node.Children {
		if child.Name == word {
			at.node = child
			return at
		}
	}
	at.positionals++
	return at
}

func (at typed) argument(prefix string) []candidate {
	args := at.node.Positional
	if len(args) == 0 {
		return nil
	}
	last := args[len(args)-1]
	switch {
	case at.positionals < len(args):
		return valuesOf(args[at.positionals], "", prefix)
	case last.IsCumulative():
		return valuesOf(last, "", prefix)
	default:
		return nil
	}
}

func findFlag(node *kong.Node, word string) *kong.Flag {
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			if word == "--"+flag.Name || (flag.Short != 0 && word == "-"+string(flag.Short)) {
				return flag
			}
		}
	}
	return nil
}

func flagsOf(node *kong.Node, prefix string) []candidate {
	var found []candidate
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			if strings.HasPrefix("--"+flag.Name, prefix) {
				found = append(found, candidate{"--" + flag.Name, flag.Help})
			}
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.text, b.text) })
	return found
}

func childrenOf(node *kong.Node, prefix string) []candidate {
	var found []candidate
	for _, child := range node.Children {
		if !child.Hidden && strings.HasPrefix(child.Name, prefix) {
			found = append(found, candidate{child.Name, child.Help})
		}
	}
	return found
}

// valuesOf lists what a value may be; lead is the part of the word that stands before it.
func valuesOf(value *kong.Value, lead, prefix string) []candidate {
	switch value.Tag.Get("complete") {
	case "file":
		return []candidate{{":files", ""}}
	case "dir":
		return []candidate{{":dirs", ""}}
	}
	if value.Enum == "" {
		return nil
	}
	var found []candidate
	for _, choice := range value.EnumSlice() {
		if strings.HasPrefix(choice, prefix) {
			found = append(found, candidate{lead + choice, ""})
		}
	}
	return found
}
