package main

import "math/rand/v2"

// die is what chance decides with. Each activity has its own for each purpose, so that changing how amendments are made changes no
// first recording.
type die struct{ *rand.Rand }

// What a die is thrown for.
const (
	forCast = iota + 1
	forActivities
	forAmendments
	forWithdrawals
)

// die returns the die of activity i for a purpose.
func (c *Corpus) die(purpose, i int) die {
	return die{rand.New(rand.NewPCG(scatter(c.seed, purpose), scatter(c.seed+1, i)))}
}

// scatter makes neighbouring numbers differ in every bit (the finaliser of SplitMix64), so that neighbouring activities are not alike.
func scatter(seed uint64, n int) uint64 {
	x := seed*0xbf58476d1ce4e5b9 + uint64(n)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// permille reports true n times in a thousand.
func (d die) permille(n int) bool { return d.IntN(1000) < n }

// between returns a number from low to high, inclusive.
func (d die) between(low, high int) int { return low + d.IntN(high-low+1) }

// weigh returns a place in weights, each as often as it weighs.
func (d die) weigh(weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	thrown := d.IntN(total)
	for i, w := range weights {
		if thrown -= w; thrown < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// pick returns one of them, each as often.
func pick[T any](d die, from []T) T { return from[d.IntN(len(from))] }

// favour returns one of them, the first ones far more often: a team meets the same few again and again, and many once.
func favour[T any](d die, from []T) T {
	u := d.Float64()
	return from[int(u*u*float64(len(from)))]
}

// several returns n different ones, in the order thrown.
func several[T comparable](d die, from []T, n int, choose func(die, []T) T) []T {
	chosen := make([]T, 0, n)
	for tries := 0; len(chosen) < n && tries < 4*n; tries++ {
		candidate, known := choose(d, from), false
		for _, c := range chosen {
			known = known || c == candidate
		}
		if !known {
			chosen = append(chosen, candidate)
		}
	}
	return chosen
}
