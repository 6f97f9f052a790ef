package lang

// Words of package dataset: the names of the classes, and the reports on the files.
func init() {
	add(map[string]string{
		"T-shirt/top": "T恤",
		"trouser":     "长裤",
		"pullover":    "套头衫",
		"dress":       "连衣裙",
		"coat":        "外套",
		"sandal":      "凉鞋",
		"shirt":       "衬衫",
		"sneaker":     "运动鞋",
		"bag":         "包",
		"ankle boot":  "短靴",

		"file":         "文件",
		"dimensions":   "维度",
		"state":        "状态",
		"as published": "与原始发布一致",
		"not here yet": "尚未下载",
		"damaged":      "已损坏",

		"%s, from %s, licence %s\n  %s": "%s，来源 %s，许可证 %s\n  %s",
	})
}
