package lang

// Words of the package gan.
func init() {
	add(map[string]string{
		"non-saturating": "非饱和",
		"minimax":        "极小极大",
	})
}
