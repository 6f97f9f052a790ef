package checkpoint_test

import (
	"fmt"
	"os"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	s := checkpoint.Snapshot{Kind: "vae", Meta: map[string]string{"latent": "2"}}
	for s.Step = 100; s.Step <= 300; s.Step += 100 {
		s.Tensors = []checkpoint.Tensor{checkpoint.Float32("bias", []float32{1, 2, float32(s.Step)})}
		if err := checkpoint.Save(dir, s); err != nil {
			fmt.Println(err)
			return
		}
	}

	s, refused, err := checkpoint.Load(dir, "vae")
	bias, _ := s.Tensor("bias")
	values, _ := bias.Float32s()
	fmt.Println(s.Step, s.Meta, values, refused, err)

	files, _ := os.ReadDir(dir)
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// 300 map[latent:2] [1 2 300] [] <nil>
	// vae-000002-step0000000200.vbk
	// vae-000003-step0000000300.vbk
}
