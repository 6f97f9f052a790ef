package lang

// Words of package backend.
func init() {
	add(map[string]string{
		"Backend %s (%s), devices: %d. %s": "计算后端 %s（%s），设备数 %d。%s",
		". ":                               "。",

		"XLA computes on the GPU, the fastest of all":                       "XLA 在 GPU 上计算，速度最快",
		"XLA computes on the CPU":                                           "XLA 在 CPU 上计算",
		"XLA computes on the CPU; for the GPU run: make setup BACKEND=cuda": "XLA 在 CPU 上计算；要用 GPU，请运行 make setup BACKEND=cuda",
		"Pure Go, as asked for":                                             "按要求使用纯 Go 后端",
		"No NVIDIA GPU was found":                                           "没有找到 NVIDIA GPU",
		"A GPU is there, but no CUDA plugin":                                "机器上有 GPU，但缺少 CUDA 插件",
		"No XLA plugin was found: to get it run: make setup":                "没有找到 XLA 插件，运行 make setup 即可获取",
		"NVIDIA's driver does not answer: CUDA 13 needs driver 580 or newer, and a container --gpus all":                "NVIDIA 驱动没有响应：CUDA 13 需要 580 或更新的驱动，在容器里还要加 --gpus all",
		"The XLA plugin %s cannot be used (%s): delete it and run: make setup":                                          "XLA 插件 %s 无法使用（%s）：请删除该文件，再运行 make setup",
		"%s asks for %q, which is none of go, xla, cuda, so the best one was taken":                                     "%s 指定的 %q 不是 go、xla、cuda 之一，因此自动选用了最合适的后端",
		"Pure Go takes over: everything works, training takes about ten times as long":                                  "已改用纯 Go 后端：所有功能照常，只是训练时间约为原来的十倍",
		"XLA needs a C compiler, and this program was built without: install gcc or clang and run: make setup":          "XLA 需要 C 编译器，而本程序编译时没有用到：请安装 gcc 或 clang，再运行 make setup",
		"This program was built without GOEXPERIMENT=simd, which makes it several times slower again; make lab sets it": "本程序编译时没有开启 GOEXPERIMENT=simd，速度还会再慢几倍；make lab 会自动开启",
	})
}
