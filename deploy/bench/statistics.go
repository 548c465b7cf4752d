package main

import "slices"

func parts(figures []figure, part func(figure) float64) []float64 {
	values := make([]float64, len(figures))
	for i, f := range figures {
		values[i] = part(f)
	}
	return values
}

func median(values []float64) float64 { return percentile(values, 50) }

// percentile returns the value that so many of a hundred do not exceed; of two in the middle, what lies between them.
func percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := p / 100 * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
}

func ends(values []float64) (least, most float64) { return slices.Min(values), slices.Max(values) }
