// Package exercise grades what a learner writes. In the notebook a cell holds a function with a hole in it, and a last
// line that hands the function to a grader:
//
//	func MyKL(mu, logVar []float64) float64 {
//		return math.NaN()
//	}
//
//	%%
//	exercise.CheckKL(MyKL)
//
// The grader calls the function on a few inputs and prints, in the reader's language, one of three things: not yet,
// where the hole is still there; what is off, by name where it is a mistake it knows, and the first input where the
// answer differs; or why the answer is right. It catches panics and endless loops, and never fails the cell: "Run All"
// goes through an unsolved notebook. Only where the variable VAEBOOK_STRICT is 1, as it is when the solutions are
// tested, does anything but a right answer end the program with exit code 1.
//
// Right answers come from the packages of the book and gonum, never from the text of a solution. A known mistake is a wrong
// formula beside the right one: an answer that equals it on every input has made that mistake.
package exercise
