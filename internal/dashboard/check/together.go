package check

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Board is a dashboard among others that are checked together.
type Board struct {
	Name    string // of its file, or what else it is known by to the reader of findings
	Folder  string // where its title should be the only one of its kind
	Service string // that ships it; empty: that of its folder, if the names tell one
	UID     string
	Title   string
	Raw     map[string]any // the normal form, which may say what is to be ignored
}

func mainMissing() Rule {
	return Rule{Name: "main-missing", Severity: Warning, Summary: "A service ships dashboards, and none is its main one.",
		Mend:    "Add a dashboard with the uid or file name `<service>-main` that shows on one screen whether the service is well.",
		Example: "`shop/shop-stock.json` without `shop/shop-main.json`"}
}

func uidTwice() Rule {
	return Rule{Name: "uid-twice", Severity: Error, Summary: "Two dashboards have the same uid: whoever keeps them keeps one.", Mend: "Give one of them another uid.",
		Example: "a copied file whose `uid` was not changed"}
}

func titleTwice() Rule {
	return Rule{Name: "title-twice", Severity: Warning, Summary: "Two dashboards of a folder have the same title: a person cannot tell them apart in a list.", Mend: "Say in the titles what differs.",
		Example: "two dashboards `Overview` in one folder"}
}

// Together judges dashboards by the rules that one alone cannot break. Findings
// are told by the index of the dashboard that they are told at.
func Together(boards []Board) map[int][]Finding {
	found := map[int][]Finding{}
	add := func(i int, rule Rule, at, message string, args ...any) {
		if !ignored(rule.Name, []map[string]any{boards[i].Raw}) {
			found[i] = append(found[i], finding(rule, place{path: at}, message, args...))
		}
	}
	uids, titles := map[string]int{}, map[string]int{}
	for i, b := range boards {
		if first, twice := remember(uids, b.UID, i); twice && b.UID != "" {
			add(i, uidTwice(), "$.uid", "%s has the uid %q too", boards[first].Name, b.UID)
		}
		if first, twice := remember(titles, b.Folder+"\x00"+b.Title, i); twice && b.Title != "" && (b.UID == "" || boards[first].UID != b.UID) {
			add(i, titleTwice(), "$.title", "%s has the title %q too", boards[first].Name, b.Title)
		}
	}
	for service, of := range services(boards) {
		if !slices.ContainsFunc(of, func(i int) bool { return boards[i].isMain(service) }) {
			add(of[0], mainMissing(), "", "service %s ships %s, and none is %s-main", service, dashboards(len(of)), service)
		}
	}
	return found
}

// remember notes who was first to have a key.
func remember(seen map[string]int, key string, i int) (first int, twice bool) {
	if first, twice = seen[key]; !twice {
		seen[key] = i
	}
	return first, twice
}

// services sorts dashboards by the service that ships them.
func services(boards []Board) map[string][]int {
	named := map[string]string{} // the services that folders' dashboards are named after
	for _, b := range boards {
		if named[b.Folder] == "" {
			named[b.Folder] = namedAfter(b)
		}
	}
	all := map[string][]int{}
	for i, b := range boards {
		if service := cmp.Or(b.Service, named[b.Folder]); service != "" {
			all[service] = append(all[service], i)
		}
	}
	return all
}

// namedAfter is the service that a folder and a dashboard in it are named after:
// shop/shop-stock.json and shop/dashboards/shop.json are of shop.
func namedAfter(b Board) string {
	folder := b.Folder
	if slices.Contains([]string{"dashboards", "dashboard", "grafana", "boards"}, path.Base(folder)) {
		folder = path.Dir(folder)
	}
	service := path.Base(folder)
	if service == "." || service == "/" || service == "" {
		return ""
	}
	stem := b.stem()
	if stem == service || b.UID == service || strings.HasPrefix(stem, service+"-") || strings.HasPrefix(b.UID, service+"-") {
		return service
	}
	return ""
}

// stem is the file's name without what stands around it.
func (b Board) stem() string {
	return strings.TrimSuffix(path.Base(b.Name), path.Ext(b.Name))
}

// isMain tells whether a dashboard is the one that the convention asks of a service.
func (b Board) isMain(service string) bool {
	return b.UID == service+"-main" || b.stem() == service+"-main"
}

func dashboards(n int) string {
	if n == 1 {
		return "a dashboard"
	}
	return fmt.Sprintf("%d dashboards", n)
}
