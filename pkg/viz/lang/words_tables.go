package lang

// Words of the tables of package dataset: species, islands, sexes.
func init() {
	add(map[string]string{
		"Adelie":    "阿德利企鹅",
		"Chinstrap": "帽带企鹅",
		"Gentoo":    "巴布亚企鹅",

		"Biscoe":    "比斯科岛",
		"Dream":     "德里姆岛",
		"Torgersen": "托格森岛",

		"female": "雌",
		"male":   "雄",

		"setosa":     "山鸢尾",
		"versicolor": "变色鸢尾",
		"virginica":  "维吉尼亚鸢尾",
	})
}
