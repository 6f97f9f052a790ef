package viz

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks marks an axis at round values (1, 2 or 5 times a power of ten), four to
// seven of them, with a real minus sign.
type ticks struct{ log bool }

func (t ticks) Ticks(lo, hi float64) []plot.Tick {
	if t.log && lo > 0 {
		return logTicks(lo, hi)
	}
	step := niceStep((hi - lo) / 6)
	if step == 0 || !finite(step) {
		return []plot.Tick{{Value: lo, Label: tickLabel(lo, 6)}}
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	var out []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9; i++ {
		out = append(out, plot.Tick{Value: i * step, Label: tickLabel(i*step, decimals)})
	}
	return out
}

// niceStep rounds a step up to 1, 2 or 5 times a power of ten.
func niceStep(raw float64) float64 {
	if raw <= 0 || !finite(raw) {
		return 0
	}
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*p*1.0001 {
			return m * p
		}
	}
	return 10 * p
}

// tickLabel writes v with the decimals of the axis; very large and very small
// values as powers of ten.
func tickLabel(v float64, decimals int) string {
	a := math.Abs(v)
	var s string
	switch {
	case a < math.Pow10(-decimals-1): // zero, but for rounding
		s = strconv.FormatFloat(0, 'f', min(decimals, 5), 64)
	case a >= 1e6 || decimals > 5:
		s = strconv.FormatFloat(v, 'g', 4, 64)
	default:
		s = strconv.FormatFloat(v, 'f', decimals, 64)
	}
	return strings.ReplaceAll(s, "-", "−")
}

// logTicks marks the powers of ten, and 2 and 5 times them where these are few.
func logTicks(lo, hi float64) []plot.Tick {
	from, to := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	var out []plot.Tick
	for e := from; e <= to; e++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			label := ""
			if m == 1 && (to-from <= 7 || math.Mod(e, 2) == 0) || to-from <= 2 {
				label = logLabel(v, e, m)
			}
			out = append(out, plot.Tick{Value: v, Label: label})
		}
	}
	return out
}

func logLabel(v, e, m float64) string {
	if math.Abs(e) <= 4 {
		return strconv.FormatFloat(v, 'f', int(math.Max(0, -e)), 64)
	}
	s := "10" + superscript(int(e))
	if m != 1 {
		s = strconv.Itoa(int(m)) + "×" + s
	}
	return s
}

func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}
