package integer

import "math"

// Go may fuse x*y + z into one rounding on some machines, but never across an
// explicit conversion: every product here that is added to something is
// converted first.

// power is the exponential of x, at most 0, as in rows.h.
func power(x float32) float32 {
	if !(x > -87) {
		x = -87
	}
	n := float32(int32(float32(x*1.44269504088896341) - 0.5))
	r := x - float32(n*0.693359375)
	r += float32(n * 2.12194440e-4)
	p := float32(1.9875691500e-4)
	for _, c := range [...]float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		p = float32(p*r) + c
	}
	p = float32(p*float32(r*r)) + r + 1
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

func quantiseGo(to *Rows, x []float32, rows, cols, ld int) {
	for i := range rows {
		q := to.Q[i*to.stride : (i+1)*to.stride]
		quantiseRow(q[:cols], &to.Scale[i], &to.Zero[i], x[i*ld:i*ld+cols])
		clear(q[cols:])
	}
}

func quantiseRow(q []uint8, scale *float32, zero *int32, x []float32) {
	var lo, hi float32
	for _, v := range x {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	span := hi - lo
	if !(span > 1e-30 && span < 1e30) {
		clear(q)
		*scale, *zero = 0, 0
		return
	}
	inv := 255 / span
	z := int32(0.5 - float32(lo*inv))
	shift := float32(z) + 0.5
	for j, v := range x {
		q[j] = uint8(min(int32(float32(v*inv)+shift), 255))
	}
	*scale, *zero = span/255, z
}

// lanes adds up numbers as C's sixteen lanes do.
func lanes(n int, at func(int) float32) float32 {
	var part [16]float32
	for j := range n {
		part[j&15] += at(j)
	}
	sum := float32(0)
	for _, v := range part {
		sum += v
	}
	return sum
}

func normGo(out, x, gain, bias []float32, rows, cols int, eps float32) {
	for i := range rows {
		row, to := x[i*cols:(i+1)*cols], out[i*cols:(i+1)*cols]
		mean := lanes(cols, func(j int) float32 { return row[j] }) / float32(cols)
		square := lanes(cols, func(j int) float32 { return float32((row[j] - mean) * (row[j] - mean)) })
		inv := 1 / float32(math.Sqrt(float64(square/float32(cols)+eps)))
		for j, v := range row {
			to[j] = float32((v-mean)*inv*gain[j]) + bias[j]
		}
	}
}

func productGo(y []float32, a *Rows, w *Weights, rows, flags int) {
	k := stride(w.In)
	for j := 0; j < w.Out; j += panel {
		b := w.packed[j*k : (j+panel)*k]
		for i := range rows {
			var acc [panel]int32
			q := a.Q[i*k : (i+1)*k]
			for p := 0; p < k; p += 4 {
				q0, q1, q2, q3 := int32(q[p]), int32(q[p+1]), int32(q[p+2]), int32(q[p+3])
				if q0|q1|q2|q3 == 0 {
					continue
				}
				four := (*[4 * panel]int8)(b[p*panel:])
				for l := range acc {
					acc[l] += q0*int32(four[4*l]) + q1*int32(four[4*l+1]) + q2*int32(four[4*l+2]) + q3*int32(four[4*l+3])
				}
			}
			to := y[i*w.Out+j : i*w.Out+min(j+panel, w.Out)]
			for l := range to {
				v := float32(float32(acc[l]-a.Zero[i]*w.sums[j+l])*w.scale[j+l]*a.Scale[i]) + w.bias[j+l]
				if flags&Add != 0 {
					v = to[l] + v
				}
				if flags&ReLU != 0 && !(v > 0) {
					v = 0
				}
				to[l] = v
			}
		}
	}
}

func attendGo(out, qkv, scratch []float32, t, heads, width int, factor float32) {
	d := heads * width
	p := scratch[:t]
	for h := range heads {
		for i := range t {
			q := qkv[i*3*d+h*width:][:width]
			top := float32(math.Inf(-1))
			for j := range t {
				k := qkv[j*3*d+d+h*width:][:width]
				var s float32
				for e := range q {
					s += float32(q[e] * k[e])
				}
				p[j] = s * factor
				top = max(top, p[j])
			}
			for j := range p {
				p[j] = power(p[j] - top)
			}
			sum := lanes(t, func(j int) float32 { return p[j] })
			for j := range p {
				p[j] /= sum
			}
			weighStrided(out[i*d+h*width:][:width], qkv[2*d+h*width:], p, t, 3*d)
		}
	}
}

func weighGo(out, x, weights []float32, rows, cols int) {
	weighStrided(out[:cols], x, weights, rows, cols)
}

func weighStrided(out, x, weights []float32, rows, ld int) {
	clear(out)
	for i := range rows {
		w, row := weights[i], x[i*ld:][:len(out)]
		for j, v := range row {
			out[j] += float32(w * v)
		}
	}
}

func tanhGo(x []float32) {
	for i, v := range x {
		e := power(-2 * max(v, -v))
		r := (1 - e) / (1 + e)
		if v < 0 {
			r = -r
		}
		x[i] = r
	}
}
