package dontblink_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rogpeppe/go-internal/testscript"

	"dontblink.dev/pkg/local"
)

// pictureFile writes a JPEG as a camera does that was held upright, FILE WIDTH HEIGHT, with the place where it stood.
func pictureFile(ts *testscript.TestScript, _ bool, args []string) {
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	height, err := strconv.Atoi(args[2])
	ts.Check(err)
	m := image.NewGray(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(uint64(width), uint64(height))) // the same picture each time
	for i := range m.Pix {
		m.Pix[i] = byte(noise.UintN(256))
	}
	var packed bytes.Buffer
	ts.Check(jpeg.Encode(&packed, m, nil))
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00at 51.0543,3.7174")
	segment := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Join([][]byte{packed.Bytes()[:2], segment, packed.Bytes()[2:]}, nil), 0o600))
}

// noPictures takes all pictures from the store in a data folder, as damage would.
func noPictures(ts *testscript.TestScript, _ bool, args []string) {
	n, err := local.StartNATS(filepath.Join(ts.MkAbs(args[0]), "nats"), 0)
	ts.Check(err)
	nc, err := n.Connect()
	ts.Check(err)
	js, err := jetstream.New(nc)
	ts.Check(err)
	ts.Check(js.DeleteObjectStore(context.Background(), "ADVOCACY_PICTURES"))
	nc.Close()
	ts.Check(n.Close())
}

// hash sets HASH to that of the picture, of those that `image list --json` has just printed, of which a word is said.
func hash(ts *testscript.TestScript, _ bool, args []string) {
	var list struct{ Images []struct{ Hash, Alt string } }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &list))
	for _, image := range list.Images {
		if strings.Contains(image.Alt, args[0]) {
			ts.Setenv("HASH", image.Hash)
			return
		}
	}
	ts.Fatalf("no picture is called %s", args[0])
}
