package lang

// Words that package viz itself prints, and names that many figures share.
func init() {
	add(map[string]string{
		"step":                              "步数",
		"epoch":                             "轮数",
		"value":                             "取值",
		"count":                             "频数",
		"density":                           "密度",
		"probability":                       "概率",
		"nats":                              "奈特",
		"nats per image":                    "每幅图像的奈特数",
		"loss":                              "损失",
		"training":                          "训练集",
		"test":                              "测试集",
		"mean":                              "均值",
		"standard error":                    "标准误",
		"exact":                             "精确值",
		"lower bound":                       "下界",
		"estimate":                          "估计值",
		"done":                              "完成",
		"class":                             "类别",
		"original":                          "原图",
		"reconstruction":                    "重构",
		"sample":                            "样本",
		"samples":                           "样本",
		"%d steps":                          "%d 步",
		"%d of %d steps":                    "第 %d 步，共 %d 步",
		"%.3g steps/s":                      "每秒 %.3g 步",
		"%s left":                           "还剩 %s",
		"took %s":                           "用时 %s",
		"figure written to":                 "图已写入",
		"Run this cell to move the slider.": "运行这个单元格，就能拖动滑块。",
		"Run this cell to use the button.":  "运行这个单元格，就能使用按钮。",
		"Stop":                              "停止",

		"The sliders have stopped; run the cell again to go on.": "滑块已停止响应；想继续，请重新运行这个单元格。",
		"Curves drawn while the program runs: %s":                "程序运行时实时绘出的曲线：%s",
	})
}
