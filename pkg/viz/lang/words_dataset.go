package lang

// Words of package dataset: the names of the classes and of the votes, and the reports on the files.
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

		"democrat":   "民主党",
		"republican": "共和党",
		"spam":       "垃圾邮件",
		"nonspam":    "正常邮件",

		"Pride and Prejudice": "傲慢与偏见",
		"Emma":                "爱玛",

		"handicapped_infants":                    "残疾婴儿",
		"water_project_cost_sharing":             "水利工程费用分担",
		"adoption_of_the_budget_resolution":      "通过预算决议",
		"physician_fee_freeze":                   "冻结医生收费",
		"el_salvador_aid":                        "援助萨尔瓦多",
		"religious_groups_in_schools":            "校内宗教团体",
		"anti_satellite_test_ban":                "禁止反卫星试验",
		"aid_to_nicaraguan_contras":              "援助尼加拉瓜反政府军",
		"mx_missile":                             "MX 导弹",
		"immigration":                            "移民",
		"synfuels_corporation_cutback":           "削减合成燃料公司",
		"education_spending":                     "教育支出",
		"superfund_right_to_sue":                 "超级基金起诉权",
		"crime":                                  "犯罪",
		"duty_free_exports":                      "免税出口",
		"export_administration_act_south_africa": "南非与出口管理法",

		"capitals_average": "大写串平均长度",
		"capitals_longest": "大写串最大长度",
		"capitals_total":   "大写字母总数",

		"file":         "文件",
		"dimensions":   "维度",
		"state":        "状态",
		"as published": "与原始发布一致",
		"not here yet": "尚未下载",
		"damaged":      "已损坏",

		"%s, from %s, licence %s\n  %s": "%s，来源 %s，许可证 %s\n  %s",
	})
}
