package lang

// Words of the packages score and vae.
func init() {
	add(map[string]string{
		"exact":                              "精确值",
		"lower bound":                        "下界",
		"estimate":                           "估计值",
		"counting measure":                   "计数测度",
		"Lebesgue measure":                   "勒贝格测度",
		"%.2f ± %.2f nats (%s, %s, %d rows)": "%.2f ± %.2f 奈特（%s，%s，%d 行）",

		"ELBO %.2f ± %.2f = %.2f − %.2f nats (%d rows)": "ELBO %.2f ± %.2f = %.2f − %.2f 奈特（%d 行）",
	})
}
