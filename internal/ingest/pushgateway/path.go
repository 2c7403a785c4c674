package pushgateway

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/prometheus/common/model"
)

// base64Suffix marks a label in a path whose value is spelt in base64 for URLs,
// because it is empty or contains a slash.
const base64Suffix = "@base64"

// groupLabels reads what follows /metrics/job or /metrics/job@base64 in a path:
// the job, then names and values of further labels by turns.
func groupLabels(path string, jobInBase64 bool) (map[string]string, error) {
	name := model.JobLabel
	if jobInBase64 {
		name += base64Suffix
	}
	job, rest, _ := strings.Cut(path, "/")
	_, job, err := groupLabel(name, job)
	if err != nil {
		return nil, err
	}
	if job == "" {
		return nil, errors.New("job name is required: push to /metrics/job/NAME")
	}
	labels := map[string]string{}
	for rest != "" {
		var name, value string
		var paired bool
		if name, rest, paired = strings.Cut(rest, "/"); !paired {
			return nil, fmt.Errorf("label %q has no value: after the job the path is /NAME/VALUE, as often as needed; a value with a slash is written NAME@base64/VALUE", name)
		}
		value, rest, _ = strings.Cut(rest, "/")
		if name, value, err = groupLabel(name, value); err != nil {
			return nil, err
		}
		labels[name] = value
	}
	labels[model.JobLabel] = job
	return labels, nil
}

func groupLabel(name, value string) (string, string, error) {
	plain, inBase64 := strings.CutSuffix(name, base64Suffix)
	if !model.LegacyValidation.IsValidLabelName(plain) || strings.HasPrefix(plain, model.ReservedLabelPrefix) {
		return "", "", fmt.Errorf("%q is no name of a label: use letters, digits and _, without __ at the beginning", plain)
	}
	if inBase64 {
		decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(value, "="))
		if err != nil {
			return "", "", fmt.Errorf("value %q of label %s is no base64 for URLs: %w", value, plain, err)
		}
		value = string(decoded)
	}
	if !model.LabelValue(value).IsValid() {
		return "", "", fmt.Errorf("value of label %s is not UTF-8", plain)
	}
	return plain, value, nil
}
