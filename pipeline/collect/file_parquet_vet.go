package collect

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// Each page of a column is looked at before parquet-go opens it, which trusts
// what a page says of its own size.

const (
	// maxParquetPage is what one page may hold, packed and unpacked, in bytes;
	// writers make them of 8 KiB to 1 MiB.
	maxParquetPage = 32 << 20
	// maxPageValues bounds the values of a page: a run of equal ones takes
	// four bytes in the file, and four for each in memory.
	maxPageValues = 4 << 20
	// maxPageHeader: with statistics of long texts.
	maxPageHeader = 1 << 20
)

// vetColumn walks the pages of one column of one row group.
func vetColumn(r io.ReaderAt, size int64, m *format.ColumnMetaData) error {
	start := m.DataPageOffset
	if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < start {
		start = m.DictionaryPageOffset
	}
	end := start + m.TotalCompressedSize
	if start < 4 || m.TotalCompressedSize < 0 || end < start || end > size {
		return errSkim
	}
	for at := start; at < end; {
		section := io.NewSectionReader(r, at, end-at)
		s := &skimmer{r: bufio.NewReaderSize(section, 4096), left: min(end-at, maxPageHeader), items: 1000}
		allowed := s.left
		head, err := s.structure(0)
		if err != nil {
			return err
		}
		at += allowed - s.left
		unpacked, packed := head.number(2), head.number(3)
		if packed < 0 || packed > end-at || packed > maxParquetPage || unpacked < 0 || unpacked > maxParquetPage {
			return fmt.Errorf("a page of %d bytes, more than the %d that are read", max(unpacked, packed), maxParquetPage)
		}
		if err := vetPage(r, at, packed, unpacked, head, m.Codec); err != nil {
			return err
		}
		at += packed
	}
	return nil
}

// vetPage checks the page's head, and unpacks it once to see that it holds no
// more than it says.
func vetPage(r io.ReaderAt, at, packed, unpacked int64, head thriftFields, codec format.CompressionCodec) error {
	plain := int64(0) // bytes of levels, which version 2 leaves unpacked
	for id, encodingAt := range map[int16]int16{5: 2, 7: 2, 8: 4} {
		h := head.nested(id)
		if h == nil {
			continue
		}
		if n := h.number(1); n < 0 || n > maxPageValues {
			return fmt.Errorf("a page of %d values, more than the %d that are read", n, maxPageValues)
		}
		if format.Encoding(h.number(encodingAt)) == format.DeltaByteArray {
			return errors.New("texts in the encoding DELTA_BYTE_ARRAY are not read; write them plain or with a dictionary")
		}
		if id == 8 {
			plain = h.number(5) + h.number(6)
			if whole, told := h[7].(bool); told && !whole {
				codec = format.Uncompressed
			}
		}
	}
	if plain < 0 || plain > packed || plain > unpacked {
		return errSkim
	}
	body := io.NewSectionReader(r, at+plain, packed-plain)
	return vetUnpacked(body, packed-plain, unpacked-plain, codec)
}

func vetUnpacked(body io.Reader, packed, unpacked int64, codec format.CompressionCodec) error {
	var z io.Reader
	switch codec {
	case format.Uncompressed:
		return nil
	case format.Snappy:
		raw, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		n, err := snappy.DecodedLen(raw)
		if err == nil && int64(n) != unpacked && packed > 0 {
			err = errSkim
		}
		return err
	case format.Gzip:
		g, err := gzip.NewReader(body)
		if err != nil {
			return err
		}
		z = g
	case format.Zstd:
		d, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxParquetPage))
		if err != nil {
			return err
		}
		defer d.Close()
		z = d
	case format.Lz4Raw:
		// A byte of LZ4 stands for at most 255.
		if packed > maxParquetPage/255 {
			return fmt.Errorf("a page of %d bytes packed with LZ4, more than the %d that are read", packed, maxParquetPage/255)
		}
		return nil
	default:
		return fmt.Errorf("columns packed with %s are not read; pack them with zstd, snappy or gzip", codec)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(z, unpacked+1))
	if err == nil && n != unpacked {
		err = errSkim
	}
	return err
}

// isParquet tells a file by its first bytes.
func isParquet(head []byte) bool { return bytes.HasPrefix(head, []byte("PAR1")) }
