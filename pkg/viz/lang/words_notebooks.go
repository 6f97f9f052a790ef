package lang

// Words that the cells of notebook 00 print or draw, and those that any
// notebook may use.
func init() {
	add(map[string]string{
		"(%s) left %.4f, right %.4f": "(%s) 左边 %.4f，右边 %.4f",
		"strips":                     "细条",

		"Ten small grey photographs of clothes, named below each": "十幅小小的衣物灰度照片，下面各写着名称",
		"Three bell curves around 0; the narrower, the higher":    "以 0 为中心的三条钟形曲线，越窄的越高",
		"A bell curve as wide as the slider says":                 "一条钟形曲线，宽窄由滑块决定",
		"A bell curve, and strips of equal width that follow it":  "一条钟形曲线，一排等宽的细条跟着它起伏",
	})
}
