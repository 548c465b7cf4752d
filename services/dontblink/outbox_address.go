package dontblink

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// numbersOf reads the numbers that the list of the outbox gives.
func numbersOf(args []string) (map[int]bool, error) {
	numbers := map[int]bool{}
	for _, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 {
			return nil, usage{fmt.Errorf("“%s” is no number of the outbox; `dontblink outbox` lists them", arg)}
		}
		numbers[n] = true
	}
	return numbers, nil
}

// addressed returns what is to be sent, all of it if there are no numbers, and where to: where it was meant for, or to the --server or --data that
// was typed. The variable in the environment is there for every command and says nothing of this one.
// What waits is written down for another place only once that has answered: if it is mistyped too, nothing has changed.
func (c *cli) addressed(all []waiting, numbers map[int]bool) (chosen []waiting, to []string, err error) {
	for n := range numbers {
		if n > len(all) {
			return nil, nil, usage{errors.New("there are not that many in the outbox; nothing was sent")}
		}
	}
	for i, w := range all {
		if w.raw != "" || len(numbers) > 0 && !numbers[i+1] {
			continue
		}
		chosen = append(chosen, w)
		if !slices.Contains(to, w.To) {
			to = append(to, w.To)
		}
	}
	if c.server == "" && c.data == "" {
		return chosen, to, nil
	}
	there, err := c.destination()
	if err != nil {
		return nil, nil, err
	}
	// What is in a log stays there: nobody's line goes to another team's because it waited beside one that was mistyped.
	if others := slices.DeleteFunc(to, func(place string) bool { return place == there }); len(others) > 1 && len(numbers) == 0 {
		return nil, nil, usage{fmt.Errorf("what waits is for several places (%s): say by number what goes to %s instead, as `dontblink outbox send 1%s`; "+
			"`dontblink outbox` lists them", strings.Join(others, ", "), there, c.where())}
	}
	for i := range chosen {
		chosen[i].To = there
	}
	return chosen, []string{there}, nil
}

// elsewhereInstead says below a failure how what waits there gets to another place: the address may have been mistyped when it was logged.
func elsewhereInstead(destination string, failure error) error {
	if failure == nil || !mayHelpLater(failure) {
		return failure
	}
	return fmt.Errorf("%w\nWhat waits for %s stays. To send it elsewhere, type: dontblink outbox send --server ADDRESS, or --data FOLDER; "+
		"numbers behind send choose only some of it", failure, destination)
}
