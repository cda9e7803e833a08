// A vCenter of govmomi's simulator, with a stricter door for files: like a real one it wants a live
// session (401), and says of a new file that it was created (201).
package main

import (
	"crypto/tls"
	"log"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const door = "/folder/"

var account = url.UserPassword("vitrine", "secret")

// inSession tells whether the request's cookie is one of a session that goes on.
func inSession(request *http.Request) bool {
	cookie, err := request.Cookie(soap.SessionCookieName)
	if err != nil {
		return false
	}
	question := types.SessionIsActive{
		SessionID: strings.Trim(cookie.Value, `"`),
		UserName:  account.Username(),
	}
	manager := simulator.Map.SessionManager()
	answer := manager.SessionIsActive(&simulator.Context{Map: simulator.Map}, &question)
	return answer.(*methods.SessionIsActiveBody).Res.Returnval
}

// fileOf returns where the simulator keeps the file that is asked for.
func fileOf(request *http.Request) string {
	wanted := request.URL.Query().Get("dsName")
	for _, entity := range simulator.Map.All("Datastore") {
		if datastore := entity.(*simulator.Datastore); datastore.Name == wanted {
			folder := datastore.Info.GetDatastoreInfo().Url
			return path.Join(folder, strings.TrimPrefix(request.URL.Path, door))
		}
	}
	return ""
}

// noted remembers whether a status was sent.
type noted struct {
	http.ResponseWriter
	status int
}

func (writer *noted) WriteHeader(status int) {
	writer.status = status
	writer.ResponseWriter.WriteHeader(status)
}

func guarded(simulated http.Handler) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		if !strings.HasPrefix(request.URL.Path, door) {
			simulated.ServeHTTP(writer, request)
			return
		}
		if !inSession(request) {
			http.Error(writer, "there is no session", http.StatusUnauthorized)
			return
		}
		_, err := os.Stat(fileOf(request))
		answer := &noted{ResponseWriter: writer}
		simulated.ServeHTTP(answer, request)
		if request.Method == http.MethodPut && os.IsNotExist(err) && answer.status == 0 {
			writer.WriteHeader(http.StatusCreated)
		}
	}
}

func main() {
	listen, certificate, key := os.Args[1], os.Args[2], os.Args[3]
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		log.Fatal(err)
	}
	model := simulator.VPX()
	model.Datastore = 2
	model.Machine = 0
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	model.Service.Listen = &url.URL{Host: listen, User: account}
	server := model.Service.NewServer()
	server.Config.Handler = guarded(server.Config.Handler)
	log.Print("listening on ", server.URL.Host)
	select {}
}
