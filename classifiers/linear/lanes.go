package linear

import "encoding/binary"

// Rows of weights are summed eight outputs at a time: a weight plus 128 is a
// byte of 0..255, and a uint64 holds four sums of 16 bits, the even bytes in
// one and the odd ones in another. Whole numbers have one sum in any order, so
// the result is that of adding them one by one.
const (
	laneWords = (width + 7) / 8
	flip      = 0x8080808080808080
	evenBytes = 0x00ff00ff00ff00ff
	// laneRows is how many rows a sum of 16 bits can hold.
	laneRows = 0xffff / 0xff
	// slack is how many bytes behind the last row are read and not used.
	slack = laneWords*8 - width
)

// lanes is a sum of rows.
type lanes [2 * laneWords]uint64

// add adds the row that row begins with.
func (l *lanes) add(row []byte) {
	row = row[:laneWords*8]
	for i := range laneWords {
		w := binary.LittleEndian.Uint64(row[8*i:]) ^ flip
		l[2*i] += w & evenBytes
		l[2*i+1] += w >> 8 & evenBytes
	}
}

// sum is the rows of one group of a mention.
type sum struct {
	part lanes
	// rows are in part; n in all.
	rows, n int
	total   [width]int32
}

func (s *sum) add(row []byte) {
	if s.rows == laneRows {
		s.flush()
	}
	s.part.add(row)
	s.rows++
	s.n++
}

// merge adds n rows that were summed before.
func (s *sum) merge(l *lanes, n int) {
	if s.rows+n > laneRows {
		s.flush()
	}
	for i := range l {
		s.part[i] += l[i]
	}
	s.rows += n
	s.n += n
}

func (s *sum) flush() {
	for c := range s.total {
		lane := s.part[c/8*2+c%2] >> (16 * (c % 8 / 2))
		s.total[c] += int32(lane&0xffff) - 128*int32(s.rows)
	}
	s.part, s.rows = lanes{}, 0
}

func (s *sum) reset() {
	s.part, s.rows, s.n, s.total = lanes{}, 0, 0, [width]int32{}
}
