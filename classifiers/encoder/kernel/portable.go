package kernel

import "math"

func packGo(dst, b []float32, k, n int) {
	at := 0
	for j := 0; j < n; j += panel {
		for p := range k {
			row := dst[at : at+panel]
			clear(row)
			copy(row, b[p*n+j:min(p*n+j+panel, (p+1)*n)])
			at += panel
		}
	}
}

func packTransposedGo(dst, b []float32, k, n int) {
	at := 0
	for j := 0; j < n; j += panel {
		for p := range k {
			row := dst[at : at+panel]
			clear(row)
			for i := 0; i < panel && j+i < n; i++ {
				row[i] = b[(j+i)*k+p]
			}
			at += panel
		}
	}
}

func matMulGo(c, a, packed []float32, m, k, n int, add bool) {
	for j := 0; j < n; j += panel {
		b := packed[j*k:]
		for i := range m {
			var acc [panel]float32
			row := a[i*k : (i+1)*k]
			for p, x := range row {
				bp := (*[panel]float32)(b[p*panel:])
				for l := range acc {
					acc[l] += x * bp[l]
				}
			}
			to := c[i*n+j : i*n+min(j+panel, n)]
			if !add {
				copy(to, acc[:])
				continue
			}
			for l := range to {
				to[l] += acc[l]
			}
		}
	}
}

func transposeGo(dst, src []float32, rows, cols int) {
	for i := range rows {
		for j := range cols {
			dst[j*rows+i] = src[i*cols+j]
		}
	}
}

func attendGo(out, probs, qkv, _ []float32, t, heads, width int, scale float32) {
	d := heads * width
	for h := range heads {
		for i := range t {
			q := qkv[i*3*d+h*width:][:width]
			p := probs[(h*t+i)*t:][:t]
			top := float32(math.Inf(-1))
			for j := range t {
				k := qkv[j*3*d+d+h*width:][:width]
				var s float32
				for e := range q {
					s += q[e] * scale * k[e]
				}
				p[j] = s
				top = max(top, s)
			}
			var sum float32
			for j := range p {
				p[j] = float32(math.Exp(float64(p[j] - top)))
				sum += p[j]
			}
			o := out[i*d+h*width:][:width]
			clear(o)
			for j := range p {
				p[j] /= sum
				axpy(o, p[j], qkv[j*3*d+2*d+h*width:][:width])
			}
		}
	}
}

func attendBackGo(dqkv, dout, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	d := heads * width
	ds := scratch[:t]
	for h := range heads {
		for i := range t {
			p := probs[(h*t+i)*t:][:t]
			g := dout[i*d+h*width:][:width]
			var mean float32
			for j := range t {
				v := qkv[j*3*d+2*d+h*width:][:width]
				ds[j] = 0
				for e := range g {
					ds[j] += g[e] * v[e]
				}
				mean += ds[j] * p[j]
			}
			q, dq := qkv[i*3*d+h*width:][:width], dqkv[i*3*d+h*width:][:width]
			for j := range t {
				s := p[j] * (ds[j] - mean) * scale
				axpy(dq, s, qkv[j*3*d+d+h*width:][:width])
				axpy(dqkv[j*3*d+d+h*width:][:width], s, q)
				axpy(dqkv[j*3*d+2*d+h*width:][:width], p[j], g)
			}
		}
	}
}

func axpy(y []float32, a float32, x []float32) {
	for i := range y {
		y[i] += a * x[i]
	}
}

func normGo(out, x, gain, bias, stat []float32, rows, cols int, eps float32) {
	for i := range rows {
		row, to := x[i*cols:(i+1)*cols], out[i*cols:(i+1)*cols]
		var sum, square float64
		for _, v := range row {
			sum += float64(v)
		}
		mean := sum / float64(cols)
		for _, v := range row {
			square += (float64(v) - mean) * (float64(v) - mean)
		}
		inv := 1 / math.Sqrt(square/float64(cols)+float64(eps))
		for j, v := range row {
			to[j] = (v-float32(mean))*(float32(inv)*gain[j]) + bias[j]
		}
		stat[2*i], stat[2*i+1] = float32(mean), float32(inv)
	}
}
