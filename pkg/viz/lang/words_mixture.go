package lang

// Words of the packages mixture and kde.
func init() {
	add(map[string]string{
		"full":      "完全",
		"tied":      "共享",
		"diagonal":  "对角",
		"spherical": "球形",

		"Gaussian kernel":     "高斯核",
		"tophat kernel":       "平顶核",
		"Epanechnikov kernel": "叶帕涅奇尼科夫核",
		"exponential kernel":  "指数核",
		"linear kernel":       "线性核",
	})
}
