package main

// pages hands out sentences, none twice until all have been told.
type pages struct {
	die
	opening string
	begun   bool
	decks   [5][]string
	left    [5][]string
}

// The decks that sentences are drawn from.
const (
	contextDeck = iota
	argumentDeck
	detailDeck
	remarkDeck
	closingDeck
)

func (d *draft) pages() *pages {
	p := &pages{die: d.die, opening: pick(d.die, openings[d.kind.group])}
	if d.notHeld() {
		p.opening = pick(d.die, plans)
		p.decks = [5][]string{plans, plans, contexts, plans, plans}
		return p
	}
	p.decks = [5][]string{contexts, arguments, details, remarks, closings}
	if d.kind.group == notice {
		p.decks = [5][]string{offers, offers, offers, offers, closings}
	}
	if len(d.a.GetPeople()) == 0 {
		p.decks[remarkDeck] = arguments
	}
	return p
}

// next returns the sentence that comes next in paragraph i of n: openings first, closings last.
func (p *pages) next(i, n int) string {
	if !p.begun {
		p.begun = true
		return p.opening
	}
	var deck int
	switch i {
	case 0:
		deck = []int{contextDeck, argumentDeck, detailDeck}[p.weigh(60, 25, 15)]
	case n - 1:
		deck = []int{argumentDeck, remarkDeck, closingDeck}[p.weigh(30, 20, 50)]
	default:
		deck = []int{contextDeck, argumentDeck, detailDeck, remarkDeck}[p.weigh(15, 45, 30, 10)]
	}
	if len(p.left[deck]) == 0 {
		p.left[deck] = shuffled(p.die, p.decks[deck])
	}
	sentence := p.left[deck][0]
	p.left[deck] = p.left[deck][1:]
	return sentence
}

// notHeld reports whether it is not something that took place: it lies ahead, or never came.
func (d *draft) notHeld() bool { return d.a.GetStatus() == "planned" || d.a.GetStatus() == "cancelled" }

func shuffled(d die, deck []string) []string {
	copied := append([]string(nil), deck...)
	d.Shuffle(len(copied), func(i, j int) { copied[i], copied[j] = copied[j], copied[i] })
	return copied
}
