package lang

import "testing"

func TestCurrent(t *testing.T) {
	for _, c := range []struct {
		env, dir string
		want     Lang
	}{
		{"zh", "/book/notebooks/en", ZH},
		{"en", "/book/notebooks/zh", EN},
		{"zh_CN.UTF-8", "", ZH},
		{"", "/book/notebooks/zh", ZH},
		{"", "/book/notebooks/zh/solutions", ZH},
		{"", "/book/notebooks/en", EN},
		{"", "/home/learner/zhang/book", EN},
	} {
		t.Setenv("VAEBOOK_LANG", c.env)
		t.Setenv("GONB_DIR", c.dir)
		if got := Current(); got != c.want {
			t.Errorf("VAEBOOK_LANG=%q GONB_DIR=%q: got %v, want %v", c.env, c.dir, got, c.want)
		}
	}
}

func TestT(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	if got := T("took %s", "3 s"); got != "用时 3 s" {
		t.Errorf("formatted entry: got %q", got)
	}
	if got := T("no such entry, 100 %"); got != "no such entry, 100 %" {
		t.Errorf("a text without an entry must come back as it is, got %q", got)
	}
	t.Setenv("VAEBOOK_LANG", "en")
	if got := T("took %s", "3 s"); got != "took 3 s" {
		t.Errorf("English: got %q", got)
	}
}

func TestHas(t *testing.T) {
	for s, want := range map[string]bool{
		"step": true, "x": true, "z₁": true, "%d × %d": true, "3.5": true, "%05.2f": true, "KL": true, "log p(x)": true,
		"%[1]d of %[2]d": false, "%d%%": true, "KL term": false,
		"no such entry": false, "%d such things": false,
	} {
		if Has(s) != want {
			t.Errorf("Has(%q) = %v, want %v", s, !want, want)
		}
	}
}

func TestNoConflicts(t *testing.T) {
	for _, c := range conflicts {
		t.Errorf("entered twice with different texts: %s", c)
	}
}
