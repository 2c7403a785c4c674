package cli

const bashCompletion = `# bash completion for lookout
_lookout() {
	local current=${COMP_WORDS[COMP_CWORD]} candidate meaning
	[[ $current == "=" ]] && current=""
	COMPREPLY=()
	while IFS=$'\t' read -r candidate meaning; do
		case $candidate in
		:files)
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			;;
		:dirs)
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -d -- "$current")
			;;
		*) COMPREPLY+=("$candidate") ;;
		esac
	done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _lookout lookout
`

const zshCompletion = `#compdef lookout
# zsh completion for lookout
_lookout() {
	local candidate meaning
	local -a candidates
	while IFS=$'\t' read -r candidate meaning; do
		case $candidate in
		:files) _files; return ;;
		:dirs) _files -/; return ;;
		*) candidates+=("${candidate//:/\\:}:$meaning") ;;
		esac
	done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
	_describe lookout candidates
}
if [[ $funcstack[1] == _lookout ]]; then
	_lookout
else
	compdef _lookout lookout
fi
`

const fishCompletion = `# fish completion for lookout
function __lookout_complete
	set -l words (commandline -opc) (commandline -ct)
	for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
		switch $line
			case ':files*'
				__fish_complete_path (commandline -ct)
			case ':dirs*'
				__fish_complete_directories (commandline -ct)
			case '*'
				echo $line
		end
	end
end
complete -c lookout -f -a '(__lookout_complete)'
`
