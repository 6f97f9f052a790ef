package lang

// Words that the cells of notebook 00 print or draw, and those that any
// notebook may use.
func init() {
	add(map[string]string{
		"(%s) left %.4f, right %.4f": "(%s) 左边 %.4f，右边 %.4f",
		"Ten small grey photographs in two rows: ankle boot, T-shirt, T-shirt, dress, T-shirt; pullover, sneaker, pullover, sandal, sandal": "十幅小小的灰度照片，排成两行：短靴、T 恤、T 恤、连衣裙、T 恤；套头衫、运动鞋、套头衫、凉鞋、凉鞋",
		"strips": "细条",
		"Three bell curves around 0: the one with standard deviation 0.5 is the narrowest and highest, the one with 2 the widest and lowest": "以 0 为中心的三条钟形曲线：标准差为 0.5 的最窄最高，标准差为 2 的最宽最低",
		"The bell curve of the standard normal density, and strips of equal width under it whose tops follow the curve":                      "标准正态分布的钟形密度曲线，下面排着等宽的细条，细条的顶端跟着曲线起伏",
	})
}
