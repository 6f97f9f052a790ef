package lang

// Words of package bayesnet: the nodes of its two networks and their values.
func init() {
	add(map[string]string{
		"cloudy":    "多云",
		"sprinkler": "洒水器",
		"rain":      "下雨",
		"wet grass": "草地湿",
		"yes":       "是",
		"no":        "否",

		"species": "物种",
		"island":  "岛屿",
		"sex":     "性别",
		"size":    "体型",
		"small":   "小",
		"medium":  "中",
		"large":   "大",
	})
}
