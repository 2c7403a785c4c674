package discover

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// AskJSON sends a request and reads the JSON it is answered with, which is no longer than LargestAnswer.
func AskJSON(client *http.Client, request *http.Request, into any) error {
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // the path is ours, not the reader's
		}
		return fmt.Errorf("ask %s: %w", request.URL.Host, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %q to %s", request.URL.Host, response.Status, request.URL.Path)
	}
	BoundBody(response)
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("understand the answer to %s: %w", request.URL.Path, err)
	}
	return nil
}
