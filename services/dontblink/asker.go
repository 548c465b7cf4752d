package dontblink

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
)

// asker asks whoever sits at the terminal.
// It asks on standard error, so that what is printed can be piped on.
type asker struct {
	c *cli
	// terminal says that somebody sits there; curious, that they want to be asked also what may be left open.
	terminal, curious bool
	// flags are what the command line gave, which holds also for a line that is typed anew.
	flags capture.Given
	// lines come from the terminal; nil until the first is wanted.
	lines chan string
	// left are the questions that were answered with Enter: nobody is asked twice.
	left []string
	// said are the answers so far, by what they are about; before, those to an earlier line, which are offered again.
	said, before map[string]string
}

func newAsker(c *cli, curious bool, flags capture.Given) *asker {
	// Only standard input counts: who pipes the output may still be asked.
	return &asker{c: c, terminal: term.IsTerminal(int(os.Stdin.Fd())), curious: curious, flags: flags, said: map[string]string{}, before: map[string]string{}}
}

// errNotLogged says that somebody changed their mind.
var errNotLogged = fault.New(fault.Invalid, "nothing was logged")

// questions asks what is to be asked, and reports whether anything was: then the line is to be understood anew.
func (k *asker) questions(ctx context.Context, u capture.Understood, ed *edition.Edition, given *capture.Given) (asked bool, err error) {
	shown := false
	for _, q := range u.Questions {
		if !q.Required && (!k.curious || slices.Contains(k.left, q.Field+q.About)) {
			continue
		}
		if !shown {
			printUnderstood(k.c.err, u, ed)
			fmt.Fprintln(k.c.err)
			shown = true
		}
		answer, err := k.ask(ctx, q)
		if err != nil {
			return asked, err
		}
		k.said[q.Field+q.About] = answer
		if answer == "" && !q.Required {
			k.left = append(k.left, q.Field+q.About)
			continue
		}
		// An answer goes where a flag goes, and the line is understood anew with it: one way to read what is said, however it is said.
		given.Answer(q, answer)
		asked = true
		if q.Field == capture.FieldWhen {
			// Which priorities there are to choose from depends on the month.
			break
		}
	}
	return asked, nil
}

// ask asks one question until it is answered with one of its choices, or with words where any will do.
func (k *asker) ask(ctx context.Context, q capture.Question) (string, error) {
	before := k.before[q.Field+q.About]
	if before != "" {
		q.Usual = before + ", as you said before"
	}
	for {
		fmt.Fprintln(k.c.err, q.Text)
		for i, choice := range q.Choices {
			fmt.Fprintf(k.c.err, "  %2d  %s\n", i+1, choice.Words)
		}
		if q.Usual != "" {
			fmt.Fprintf(k.c.err, "  Enter: %s\n", q.Usual)
		}
		typed, err := k.line(ctx, "> ")
		if err != nil {
			return "", err
		}
		if typed == "" && before != "" {
			return before, nil
		}
		if answer, ok := answerTo(q, typed); ok {
			return answer, nil
		}
		fmt.Fprintln(k.c.err, noAnswer(q))
	}
}

// noAnswer says what is wrong with what was typed.
func noAnswer(q capture.Question) string {
	if len(q.Choices) == 0 {
		return "This has to be said. Ctrl+C ends, and gives you back what you typed."
	}
	return "That is none of them: type a number, or what it is called."
}

// answerTo reads an answer: numbers of choices, or words of one's own where the field takes them.
func answerTo(q capture.Question, typed string) (string, bool) {
	if typed == "" {
		return "", !q.Required
	}
	// Only of these may an activity have several; a comma in any other answer is a part of it.
	several := q.Field == capture.FieldPriorities || q.Field == capture.FieldKind
	if !several {
		return oneAnswer(q, typed)
	}
	var values []string
	for part := range strings.SplitSeq(typed, ",") {
		value, ok := oneAnswer(q, strings.TrimSpace(part))
		if !ok {
			return "", false
		}
		values = append(values, value)
	}
	return strings.Join(values, ","), true
}

// oneAnswer reads one of several: its number, what it is called, or the beginning of that if it is the only one that begins so.
func oneAnswer(q capture.Question, typed string) (string, bool) {
	if n, err := strconv.Atoi(typed); err == nil && len(q.Choices) > 0 {
		// A number that is none of the choices is a slip, and no word of anybody's own.
		return choiceAt(q.Choices, n)
	}
	var begun []string
	for _, choice := range q.Choices {
		switch lower := strings.ToLower(typed); {
		case strings.EqualFold(choice.Value, typed), strings.EqualFold(choice.Words, typed):
			return choice.Value, true
		case lower != "" && (strings.HasPrefix(choice.Value, lower) || strings.HasPrefix(strings.ToLower(choice.Words), lower)):
			begun = append(begun, choice.Value)
		}
	}
	// These two must be one of the choices; for all else words of one's own will do.
	if q.Field != capture.FieldPriorities && q.Field != capture.FieldMark {
		return typed, typed != ""
	}
	if len(begun) != 1 {
		return "", false
	}
	return begun[0], true
}

// choiceAt takes the number as it was shown, from 1.
func choiceAt(choices []capture.Choice, n int) (string, bool) {
	if n < 1 || n > len(choices) {
		return "", false
	}
	return choices[n-1].Value, true
}

// choiceWords lists the choices where nobody can be asked.
func choiceWords(q capture.Question) string {
	// A team may have fifty priorities, and this stands in a sentence.
	const most = 12
	var words []string
	for _, choice := range q.Choices[:min(len(q.Choices), most)] {
		words = append(words, choice.Words)
	}
	return "One of: " + strings.Join(words, "; ") + "."
}

// agreed shows what was understood and asks whether to log it; again says that the line was typed anew.
func (k *asker) agreed(ctx context.Context, u capture.Understood, ed *edition.Edition, w *waiting) (again bool, err error) {
	if !k.curious {
		return false, nil
	}
	printUnderstood(k.c.err, u, ed)
	for {
		answer, err := k.line(ctx, "\nLog it? [Enter: yes, e: type the line anew, n: no] ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "", "y", "yes":
			return false, nil
		case "n", "no":
			return false, errNotLogged
		case "e":
			fmt.Fprintln(k.c.err, w.Line)
			line, err := k.line(ctx, "> ")
			if err != nil {
				return false, err
			}
			// Nothing typed is the line as it stands.
			if line != "" {
				k.retyped(w, line)
			}
			return true, nil
		default:
			if strings.Contains(answer, " ") {
				// Whoever types a line here means it to be the new one.
				k.retyped(w, answer)
				return true, nil
			}
			fmt.Fprintln(k.c.err, "That is none of them: press Enter to log it, or type e or n.")
		}
	}
}

// retyped puts another line in the place of the first. Answers were about that, and are offered again where the new one does not say it.
func (k *asker) retyped(w *waiting, line string) {
	maps.Copy(k.before, k.said)
	w.Line, w.Given, k.left, k.said = line, k.flags, nil, map[string]string{}
}

// line reads a line from the terminal. Whoever presses Ctrl+C is not waited for.
func (k *asker) line(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(k.c.err, prompt)
	if k.lines == nil {
		k.lines = make(chan string)
		// It ends with the process: nothing can wake it from reading.
		go readLines(os.Stdin, k.lines)
	}
	select {
	case line, open := <-k.lines:
		if !open {
			return "", errNotLogged
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		fmt.Fprintln(k.c.err)
		return "", errNotLogged
	}
}

// A last line without a line end counts; the channel is closed behind it.
func readLines(from io.Reader, to chan<- string) {
	defer close(to)
	reader := bufio.NewReader(from)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			to <- line
		}
		if err != nil {
			return
		}
	}
}
