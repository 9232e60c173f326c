// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// TestCompareHSM_mutations changes every value of every recorded answer, one after
// the other: the comparison must see each change, and no change of order.
func TestCompareHSM_mutations(t *testing.T) {
	folder := recorded.HSM(t)
	seen := 0
	for _, file := range folder.Files() {
		ex := readHSMExchange(t, file)
		want := ex.answer()
		for name, mutated := range hsmMutations(want) {
			seen++
			if len(compareHSM(want, mutated)) == 0 {
				t.Errorf("%s: %s went unseen", ex.Name, name)
			}
		}
		same := want
		same.body = reversed(want.body)
		if diffs := compareHSM(want, same); len(diffs) > 0 {
			t.Errorf("%s: another order: %v", ex.Name, diffs)
		}
	}
	if seen < 10*len(folder.Files()) {
		t.Errorf("only %d mutations", seen)
	}
}

// hsmMutations returns answers that differ from one in one place.
func hsmMutations(want hsmAnswer) map[string]hsmAnswer {
	mutations := map[string]hsmAnswer{}
	other := want
	other.status++
	mutations["another status"] = other
	for _, name := range comparedHeaders {
		other := want
		other.headers = maps.Clone(want.headers)
		other.headers[name] += "x"
		mutations["another "+name] = other
	}
	bodies := map[string]any{}
	mutate(want.body, "body", func(where string, body any) { bodies[where] = body })
	for where, body := range bodies {
		other := want
		other.body = body
		mutations[where] = other
	}

	return mutations
}

// mutate calls f with copies of the value, each of which differs in one place: at
// most the first few elements of a list are changed.
func mutate(value any, where string, f func(where string, mutated any)) {
	switch v := value.(type) {
	case object:
		f(where+": a key more", with(v, "additional", nil))
		for key := range v {
			f(where+"."+key+" left out", without(v, key))
			mutate(v[key], where+"."+key, func(where string, inner any) { f(where, with(v, key, inner)) })
		}
	case []any:
		f(where+": an element more", append(slices.Clone(v), "additional"))
		for i := range min(len(v), 3) {
			f(fmt.Sprintf("%s[%d] left out", where, i), slices.Delete(slices.Clone(v), i, i+1))
			f(fmt.Sprintf("%s[%d] twice", where, i), append(slices.Clone(v), v[i]))
			mutate(v[i], fmt.Sprintf("%s[%d]", where, i), func(where string, inner any) {
				list := slices.Clone(v)
				list[i] = inner
				f(where, list)
			})
		}
	case bool:
		f(where+" negated", !v)
	case nil:
		f(where+" not null", "")
	default:
		f(where+" in another spelling", strings.ToUpper(fmt.Sprint(v))+"1")
		f(where+" of another type", []any{v})
	}
}

func with(o object, key string, value any) object {
	o = maps.Clone(o)
	o[key] = value

	return o
}

func without(o object, key string) object {
	o = maps.Clone(o)
	delete(o, key)

	return o
}

// reversed returns the value with every list the other way round.
func reversed(value any) any {
	switch v := value.(type) {
	case object:
		o := object{}
		for key := range v {
			o[key] = reversed(v[key])
		}

		return o
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[len(v)-1-i] = reversed(v[i])
		}

		return list
	default:
		return value
	}
}

// TestHSMRecordings_otherWorlds replays the recordings on systems in which one
// thing is different: some must fail, or they would prove nothing about it.
func TestHSMRecordings_otherWorlds(t *testing.T) {
	folder := recorded.HSM(t)
	base := hsmWorldBeside(t, folder.Path)
	agreeing := func(w *hsmWorld) map[string]bool {
		sim, err := bossim.New(bossim.Config{System: w.system()})
		if err != nil {
			t.Fatal(err)
		}
		agree := map[string]bool{}
		for _, file := range folder.Files() {
			if ex := readHSMExchange(t, file); ex.Request.Method == http.MethodGet {
				agree[ex.Name] = len(compareHSM(ex.answer(), ex.send(t, sim))) == 0
			}
		}

		return agree
	}
	recorded := agreeing(base)
	for name, change := range map[string]func(*hsmWorld){
		"no locks": func(w *hsmWorld) {
			for _, c := range w.components {
				delete(c, "Locked")
			}
		},
		"all enabled": func(w *hsmWorld) {
			for _, c := range w.components {
				c["Enabled"] = true
			}
		},
		"one architecture": func(w *hsmWorld) {
			for _, c := range w.components {
				c["Arch"] = "X86"
			}
		},
		"no groups":     func(w *hsmWorld) { clear(w.groups) },
		"no partitions": func(w *hsmWorld) { clear(w.partitions) },
		"no controllers": func(w *hsmWorld) {
			for id, c := range w.components {
				if c["Type"] == "NodeBMC" {
					w.drop(id)
				}
			}
		},
	} {
		w := base.clone()
		change(w)
		failed := 0
		for ex, agrees := range agreeing(w) {
			if !agrees && recorded[ex] {
				failed++
			}
		}
		if failed == 0 {
			t.Errorf("%s: every recording agrees with it", name)
		}
	}
}

// TestHSM_listsAreUnsorted: a client that forgets to sort must be caught.
func TestHSM_listsAreUnsorted(t *testing.T) {
	sim, err := bossim.New(bossim.Config{
		Clock: bossim.NewSteppedClock(time.Unix(0, 0)), System: bossim.DefaultSystem(64),
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := func() []string {
		var ex hsmExchange
		ex.Request.Method, ex.Request.Path = "GET", "/hsm/v2/State/Components?type=Node"
		body, _ := ex.send(t, sim).body.(object)
		list, _ := body["Components"].([]any)
		var names []string
		for _, c := range list {
			record, _ := c.(object)
			names = append(names, text(record["ID"]))
		}

		return names
	}
	first := ids()
	if len(first) != 64 || slices.IsSorted(first) || !slices.Equal(first, ids()) {
		t.Errorf("%v", first)
	}
}
