//go:build !unix

package checkpoint

// alive cannot tell on this system, so it leaves every temporary file alone.
func alive(int) bool { return true }
